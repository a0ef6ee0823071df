import type { Reply } from '@store/contract/answer.ts'
import { Fault } from '@store/kernel/fault.ts'
import type { z } from 'zod'

/** Where what went wrong on our side is written down. */
export interface RealtimeLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What a request was refused with, for whoever counts refusals. */
export type Refused = (code: string, message: string) => void

/**
 * Wraps a socket's handler: parse at the door, answer exactly once, keep surprises on our side of it [RT1]. `reply` is
 * whatever the client sent; calling one that is not there would bring the process down.
 */
export const answering =
  <Request, Value>(
    schema: z.ZodType<Request>,
    handle: (request: Request) => Promise<Value> | Value,
    { log, refused }: { readonly log: RealtimeLog; readonly refused?: Refused },
  ) =>
  async (raw: unknown, reply?: Reply<Value>): Promise<void> => {
    const refuse = (code: string, message: string): void => {
      refused?.(code, message)
      if (typeof reply === 'function') reply({ ok: false, fault: { code, message } })
    }
    if (typeof reply !== 'function') return refuse('request.without-reply', 'A request asks for no answer.')

    const parsed = schema.safeParse(raw)
    if (!parsed.success) {
      const where = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'the request'))].slice(0, 5)
      return refuse('request.malformed', `The request is malformed at: ${where.join(', ')}; nothing of it was used.`)
    }
    try {
      reply({ ok: true, value: await handle(parsed.data) })
    } catch (error) {
      if (error instanceof Fault) return refuse(error.code, error.message)
      log.error({ err: error }, 'a request over a socket failed')
      refuse('server.bug', 'Something broke on our side. It was recorded; try again.')
    }
  }
