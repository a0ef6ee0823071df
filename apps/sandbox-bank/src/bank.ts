import type { Server } from 'node:http'
import { assert } from '@store/kernel/assert.ts'
import express, { type Express, type RequestHandler } from 'express'
import { z } from 'zod'
import { type Counter, moving, reading } from './answering.ts'
import { BehaveRequest, behaviours as newBehaviours } from './behaviour.ts'
import { openCheckout } from './checkout.ts'
import { openLedger } from './ledger.ts'
import { authorize, cancel, capture, confirm, refund } from './operations.ts'
import {
  CancelIntent,
  CaptureIntent,
  clausesOf,
  ConfirmIntent,
  CreateIntent,
  CreateRefund,
  ListIntents,
  ListRefunds,
  SearchIntents,
} from './requests.ts'
import { list, paymentIntent, refundObject, requestError } from './stripe-objects.ts'
import { openWebhooks, WebhookEndpoint } from './webhooks.ts'

export interface SandboxBankSetup {
  /** Where the books are kept; without it they are forgotten with the process. */
  readonly dir?: string
  /** How long every answer takes at least. */
  readonly latencyMs?: number
  /** The secret key that merchants have to show; any that is not empty, without it. */
  readonly apiKey?: string
  readonly now?: () => number
  /** The timer of whoever gave `now`. */
  readonly after?: (ms: number, run: () => void) => void
  /** Who is told of what happens; more by `POST /sandbox/webhooks`. */
  readonly webhooks?: readonly WebhookEndpoint[]
}

export interface SandboxBank {
  readonly app: Express
  /** Port 0: any that is free. */
  listen(port: number, host?: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }>
}

/** A bank that speaks the part of Stripe's API that the store uses, keeps its own books, and misbehaves on command. */
export function createSandboxBank(setup: SandboxBankSetup = {}): SandboxBank {
  const { dir, latencyMs = 0, apiKey, now = Date.now, after = usualTimer } = setup
  const ledger = openLedger(dir)
  const behaviours = newBehaviours()
  const sleep = (ms: number) => new Promise<void>((resolve) => after(ms, resolve))
  const { payments } = ledger
  const webhooks = openWebhooks({ payments, behaviours, now, sleep })
  for (const endpoint of setup.webhooks ?? []) webhooks.add(endpoint)
  const counter: Counter = { ledger, behaviours, latencyMs, now, sleep, inProgress: new Set(), webhooks }

  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'extended')
  app.use('/v1', authorized(apiKey), express.urlencoded({ extended: true, limit: '64kb' }))

  app.post(
    '/v1/payment_intents',
    moving(counter, 'authorize', CreateIntent, (asked, _, how) => authorize(asked, now(), how)),
  )
  app.post(
    '/v1/payment_intents/:intent/confirm',
    moving(counter, 'authorize', ConfirmIntent, (asked, { params }, how) =>
      confirm(payments, named(params), asked, now(), how),
    ),
  )
  app.post(
    '/v1/payment_intents/:intent/capture',
    moving(counter, 'capture', CaptureIntent, (asked, { params }, how) =>
      capture(payments, named(params), asked, now(), how),
    ),
  )
  app.post(
    '/v1/payment_intents/:intent/cancel',
    moving(counter, 'void', CancelIntent, (asked, { params }, how) =>
      cancel(payments, named(params), asked, now(), how),
    ),
  )
  app.post(
    '/v1/refunds',
    moving(counter, 'refund', CreateRefund, (asked, _, how) => refund(payments, asked, now(), how)),
  )

  app.get(
    '/v1/payment_intents/search',
    reading(counter, SearchIntents, ({ query, limit }) => {
      const clauses = clausesOf(query)
      const found = [...payments.values()]
        .toReversed()
        .filter(({ metadata }) => clauses.every(([name, value]) => metadata[name] === value))
      const page = list('/v1/payment_intents/search', found.map(paymentIntent), limit)
      return { status: 200, body: { ...page, object: 'search_result', next_page: null } }
    }),
  )
  app.get(
    '/v1/payment_intents/:intent',
    reading(counter, z.object({}), (_, { params }) => {
      const payment = payments.get(named(params))
      if (payment) return { status: 200, body: paymentIntent(payment) }
      return { status: 404, body: requestError(`No such payment_intent: '${named(params)}'`, 'resource_missing') }
    }),
  )
  app.get(
    '/v1/payment_intents',
    reading(counter, ListIntents, ({ created, starting_after, limit }) => {
      const newestFirst = [...payments.values()].toReversed()
      const since = newestFirst.filter(({ createdAt }) => isWithin(createdAt, created))
      const data = afterId(since, starting_after).map(paymentIntent)
      return { status: 200, body: list('/v1/payment_intents', data, limit) }
    }),
  )
  app.get(
    '/v1/refunds',
    reading(counter, ListRefunds, ({ payment_intent, created, starting_after, limit }) => {
      const about = [...payments.values()].filter(({ id }) => payment_intent === undefined || id === payment_intent)
      const refunds = about
        .flatMap((payment) => payment.refunds.map((one) => ({ ...one, payment })))
        .filter(({ createdAt }) => isWithin(createdAt, created))
        .sort((a, b) => b.createdAt - a.createdAt)
      const data = afterId(refunds, starting_after).map((one) => refundObject(one, one.payment))
      return { status: 200, body: list('/v1/refunds', data, limit) }
    }),
  )
  const checkout = openCheckout()
  app.use('/v1', checkout.api)
  app.use(checkout.pages)
  app.use('/v1', (request, response) => {
    const message = `Unrecognized request URL (${request.method}: ${request.originalUrl}); this bank does not have it.`
    response.status(404).json(requestError(message))
  })

  app.get('/sandbox/books', (_, response) => void response.json(ledger.report()))
  app.get('/sandbox/behave', (_, response) => void response.json({ queue: behaviours.waiting }))
  app.post('/sandbox/behave', express.json(), (request, response) => {
    const asked = BehaveRequest.safeParse(request.body)
    if (!asked.success) return void response.status(400).json({ error: z.prettifyError(asked.error) })
    behaviours.queue(asked.data.queue, asked.data.replace)
    response.json({ queue: behaviours.waiting })
  })
  app.get('/sandbox/webhooks', (_, response) => void response.json({ told: webhooks.told }))
  app.post('/sandbox/webhooks', express.json(), (request, response) => {
    const asked = WebhookEndpoint.safeParse(request.body)
    if (!asked.success) return void response.status(400).json({ error: z.prettifyError(asked.error) })
    webhooks.add(asked.data)
    response.json({ ok: true })
  })
  app.get('/healthz', (_, response) => void response.json({ ok: true }))

  return {
    app,
    listen: (port, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        const server = app.listen(port, host, (error?: Error) => {
          if (error) return reject(error)
          const address = server.address()
          assert(address !== null && typeof address === 'object', 'a listening server has a port')
          resolve({ url: `http://${host}:${address.port}`, close: () => (webhooks.close(), closed(server)) })
        })
      }),
  }
}

/** A bank that is closed waits for nothing any more. */
const usualTimer = (ms: number, run: () => void): void => void setTimeout(run, ms).unref()

function authorized(apiKey?: string): RequestHandler {
  return (request, response, next) => {
    const shown = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1]
    if (shown !== undefined && (apiKey === undefined || shown === apiKey)) return next()
    response.status(401).json(requestError('Invalid API key provided.'))
  }
}

const named = (params: Readonly<Record<string, unknown>>): string => z.string().parse(params['intent'])

const isWithin = (
  ms: number,
  { gte = 0, lt = Infinity }: { gte?: number | undefined; lt?: number | undefined } = {},
): boolean => Math.floor(ms / 1000) >= gte && Math.floor(ms / 1000) < lt

/** What comes after the one with this id; all of them without one. */
function afterId<Item extends { readonly id: string }>(items: readonly Item[], id?: string): readonly Item[] {
  return id === undefined ? items : items.slice(items.findIndex((item) => item.id === id) + 1)
}

/** Requests that were left without an answer on purpose would keep it open for ever. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
