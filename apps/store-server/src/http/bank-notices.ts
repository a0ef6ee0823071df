import express, { type Router } from 'express'
import type { BankInbox } from '../workers/bank-inbox.ts'

/** Stripe's largest events have some 50 KB. */
const MOST_NOTICE = '256kb'

/**
 * Where the bank tells what happened. What it signed are the bytes of the body, so they are read as they came. Answered
 * once it is kept: the bank then forgets it.
 */
export function bankNotices(inbox: Pick<BankInbox, 'receive'>): Router {
  const router = express.Router()
  router.post('/api/bank/notices', express.raw({ type: () => true, limit: MOST_NOTICE }), (request, response, next) => {
    const body: unknown = request.body
    const payload = Buffer.isBuffer(body) ? body.toString('utf8') : ''
    inbox.receive(payload, request.get('stripe-signature') ?? '').then((taken) => response.json({ taken }), next)
  })
  return router
}
