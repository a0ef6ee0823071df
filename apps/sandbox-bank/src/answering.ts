import { createHash } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import type { BankOperation, Behaviour, Behaviours } from './behaviour.ts'
import type { Ledger } from './ledger.ts'
import type { Deed } from './operations.ts'
import { requestError } from './stripe-objects.ts'
import type { Webhooks } from './webhooks.ts'

export interface Counter {
  readonly ledger: Ledger
  readonly behaviours: Behaviours
  readonly latencyMs: number
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly webhooks: Webhooks
  /** Keys of requests that are being worked on. */
  readonly inProgress: Set<string>
}

/**
 * One request that moves money: once per idempotency key, as Stripe treats them. What was answered is kept under the key,
 * a decline and a failure too; what never began (parameters that make no sense, a key in use) is not.
 */
export const moving =
  <Asked>(
    { ledger, behaviours, latencyMs, now, sleep, inProgress, webhooks }: Counter,
    operation: BankOperation,
    schema: z.ZodType<Asked>,
    act: (asked: Asked, request: Request, behaviour?: Behaviour) => Deed,
  ): RequestHandler =>
  async (request, response) => {
    const behaviour = behaviours.next(operation)
    const key = request.get('idempotency-key')
    const digest = digestOf(request)
    if (key !== undefined && key.length > 255)
      return send(response, 400, requestError('The idempotency key is too long.'))
    if (key !== undefined && inProgress.has(key)) return send(response, 409, keyInUse(key))
    // The request was lost on the way: the bank never heard of it.
    if (behaviour?.do === 'time-out-before') return
    if (key !== undefined) inProgress.add(key)
    try {
      await sleep(latencyMs + (behaviour?.do === 'slow' ? behaviour.ms : 0))
      if (behaviour?.do === 'fail-before') return send(response, 500, failure)
      const kept = key === undefined ? undefined : ledger.answered(key, now())
      if (kept && kept.digest !== digest) return send(response, 400, keyReused(kept.key))
      if (kept) {
        response.set('idempotent-replayed', 'true')
        return reply(response, kept.status, kept.body, behaviour)
      }
      const asked = schema.safeParse(request.body ?? {})
      if (!asked.success) return send(response, 400, badParameters(asked.error))
      const { entries, ...said } = act(asked.data, request, behaviour)
      const { status, body } = behaviour?.do === 'fail-after' ? { status: 500, body: failure } : said
      const answer = key === undefined ? undefined : { key, digest, status, body, at: now() }
      ledger.append({ entries: [...entries], ...(answer && { answer }) })
      // Some notices overtake the answer.
      const later = await webhooks.tell(entries, key)
      reply(response, status, body, behaviour)
      later()
    } finally {
      if (key !== undefined) inProgress.delete(key)
    }
  }

/** One request that only reads. */
export const reading =
  <Asked>(
    { behaviours, latencyMs, sleep }: Counter,
    schema: z.ZodType<Asked>,
    act: (asked: Asked, request: Request) => Omit<Deed, 'entries'>,
  ): RequestHandler =>
  async (request, response) => {
    const behaviour = behaviours.next('lookup')
    if (behaviour?.do === 'time-out-before' || behaviour?.do === 'time-out-after') return
    await sleep(latencyMs + (behaviour?.do === 'slow' ? behaviour.ms : 0))
    if (behaviour?.do === 'fail-before' || behaviour?.do === 'fail-after') return send(response, 500, failure)
    const asked = schema.safeParse(request.query)
    if (!asked.success) return send(response, 400, badParameters(asked.error))
    const { status, body } = act(asked.data, request)
    send(response, status, body)
  }

/** The connection stays open and silent, as behind a network that swallows answers; whoever asked gives up some time. */
function reply(response: Response, status: number, body: unknown, behaviour?: Behaviour): void {
  if (behaviour?.do === 'time-out-after') return
  send(response, behaviour?.do === 'fail-after' ? 500 : status, behaviour?.do === 'fail-after' ? failure : body)
}

function send(response: Response, status: number, body: unknown): void {
  response.status(status).json(body)
}

const failure = {
  error: { type: 'api_error', message: 'Something went wrong on our end, and nobody knows what was done.' },
}

const keyInUse = (key: string): object =>
  requestError(`Another request with the idempotency key ${key} is being worked on.`, 'idempotency_key_in_use')

const keyReused = (key: string): object => ({
  error: {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with: ${key}.`,
  },
})

function badParameters(error: z.ZodError): object {
  const [issue] = error.issues
  const isUnknown = issue?.code === 'unrecognized_keys'
  const param = isUnknown ? issue.keys.join(', ') : issue?.path.join('.')
  const message = isUnknown ? `Received unknown parameter: ${param}` : `${param}: ${issue?.message}`
  return requestError(message, isUnknown ? 'parameter_unknown' : 'parameter_invalid', { param })
}

const digestOf = ({ method, originalUrl, body }: Request): string =>
  createHash('sha256')
    .update(JSON.stringify([method, originalUrl, body as unknown]))
    .digest('hex')
