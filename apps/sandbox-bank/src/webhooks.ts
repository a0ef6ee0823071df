import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Behaviours } from './behaviour.ts'
import type { BookEntry } from './books.ts'
import type { Payment } from './payments.ts'
import { paymentIntent, refundObject } from './stripe-objects.ts'

/** Who is told, and what it is signed with: Stripe's `whsec_…`. */
export const WebhookEndpoint = z.object({ url: z.url(), secret: z.string().min(16) })
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>

export interface Webhooks {
  add(endpoint: WebhookEndpoint): void
  /** What the books say happened. Resolves when what overtakes the answer is delivered; the rest goes out by what it answers. */
  tell(entries: readonly BookEntry[], idempotencyKey: string | undefined): Promise<() => void>
  /** Every delivery that was tried, and how it was answered; 0: not at all. */
  readonly told: readonly Told[]
  close(): void
}

export interface Told {
  readonly id: string
  readonly type: string
  readonly url: string
  readonly status: number
}

export interface WebhooksSetup {
  readonly payments: ReadonlyMap<string, Payment>
  readonly behaviours: Behaviours
  readonly now: () => number
  /** How long `late` is, and nothing else: endpoints answer, and come back, by the clock of the machine. */
  readonly sleep: (ms: number) => Promise<void>
}

/** Stripe goes on for three days; a sandbox's endpoint is back in seconds or not at all. */
const RETRIES_AFTER_MS = [200, 1_000, 5_000, 30_000]
const ANSWER_WITHIN_MS = 5_000
const API_VERSION = '2026-10-28.endive'

interface Notice {
  readonly id: string
  readonly type: string
  readonly payload: string
}

/**
 * Tells of every deed, signed as Stripe signs. Told in the order of the deeds, each again until it is answered with a
 * 2xx; what waits is forgotten with the process, as a bank's notices may be: they are hints, the books are the truth.
 */
export function openWebhooks({ payments, behaviours, now, sleep: sleepLate }: WebhooksSetup): Webhooks {
  const endpoints: WebhookEndpoint[] = []
  const told: Told[] = []
  const closing = new AbortController()
  let inOrder = Promise.resolve()
  let heldBack: (() => void)[] = []

  async function deliver(notice: Notice, isForged = false): Promise<void> {
    await Promise.all(endpoints.map((endpoint) => persist(endpoint, notice, isForged)))
  }

  async function persist(endpoint: WebhookEndpoint, notice: Notice, isForged: boolean): Promise<void> {
    for (const waitMs of [...RETRIES_AFTER_MS, undefined]) {
      if (await post(endpoint, notice, isForged)) return
      if (waitMs === undefined || isForged) return
      await sleep(waitMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      if (closing.signal.aborted) return
    }
  }

  async function post(
    { url, secret }: WebhookEndpoint,
    { id, type, payload }: Notice,
    isForged: boolean,
  ): Promise<boolean> {
    const signature = stripeSignature(payload, isForged ? `not ${secret}` : secret, now())
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
    const status = await fetch(url, { method: 'POST', headers, body: payload, signal }).then(
      (response) => response.status,
      () => 0,
    )
    told.push({ id, type, url, status })
    return status >= 200 && status < 300
  }

  /** One after the other; one that fails does not hold up the next for longer than its first try. */
  function queue(send: () => Promise<void>): void {
    inOrder = inOrder.then(() => Promise.race([send(), sleep(ANSWER_WITHIN_MS, undefined, { ref: false })]))
  }

  function release(): void {
    const waiting = heldBack
    heldBack = []
    for (const send of waiting) send()
  }

  async function tellOne(notice: Notice): Promise<() => void> {
    const behaviour = behaviours.next('webhook')
    const send = (): void => {
      queue(() => deliver(notice))
      release()
    }
    switch (behaviour?.do) {
      case 'lose':
        return () => undefined
      case 'early':
        await deliver(notice)
        return release
      case 'duplicate':
        return () => {
          send()
          queue(() => deliver(notice))
        }
      case 'reorder':
        return () => void heldBack.push(() => queue(() => deliver(notice)))
      case 'forge':
        return () => queue(() => deliver(notice, true))
      case 'late':
        return () => void sleepLate(behaviour.ms).then(() => closing.signal.aborted || send())
      default:
        return send
    }
  }

  return {
    add: (endpoint) => void endpoints.push(endpoint),
    async tell(entries, idempotencyKey) {
      if (endpoints.length === 0) return () => undefined
      const notices = entries.flatMap((entry) => noticeOf(entry, payments, now(), idempotencyKey) ?? [])
      const later: (() => void)[] = []
      for (const notice of notices) later.push(await tellOne(notice))
      return () => later.forEach((send) => send())
    },
    told,
    close: () => closing.abort(),
  }
}

/** `t=…,v1=…`: HMAC-SHA256 over the second and the payload, as Stripe's SDK checks it. */
export function stripeSignature(payload: string, secret: string, atMs: number): string {
  const second = Math.floor(atMs / 1000)
  const v1 = createHmac('sha256', secret).update(`${second}.${payload}`).digest('hex')
  return `t=${second},v1=${v1}`
}

const types = {
  authorized: 'payment_intent.amount_capturable_updated',
  declined: 'payment_intent.payment_failed',
  captured: 'payment_intent.succeeded',
  voided: 'payment_intent.canceled',
  refunded: 'refund.created',
  created: 'payment_intent.created',
} as const satisfies Record<BookEntry['kind'], string>

function noticeOf(
  entry: BookEntry,
  payments: ReadonlyMap<string, Payment>,
  atMs: number,
  idempotencyKey: string | undefined,
): Notice | undefined {
  const payment = payments.get(entry.intent)
  if (!payment) return undefined
  const refund = entry.kind === 'refunded' ? payment.refunds.find(({ id }) => id === entry.refund) : undefined
  const id = `evt_${randomUUID().replaceAll('-', '')}`
  const type = types[entry.kind]
  const payload = JSON.stringify({
    id,
    object: 'event',
    api_version: API_VERSION,
    created: Math.floor(atMs / 1000),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: idempotencyKey ?? null },
    type,
    data: { object: refund ? refundObject(refund, payment) : paymentIntent(payment) },
  })
  return { id, type, payload }
}
