import { z } from 'zod'
import type { Account } from '../commands/account-book.ts'
import { malformed } from './problem.ts'
import type { RateLimitName } from './rate-limits.ts'

/**
 * One thing that can be asked over HTTP. The same description is served, checked and documented, so that the three
 * cannot drift [HT9].
 */
export interface Operation extends Description {
  readonly who: Who
  readonly answer: AnswerDescription
  /** Checks what came in, does it, checks what goes out. */
  readonly run: (asked: RawRequest) => Promise<Answered>
}

export interface Description<Body = unknown, Query = unknown> {
  readonly method: 'get' | 'post'
  /** As OpenAPI writes it: `/api/receipts/{id}`. */
  readonly path: string
  readonly summary: string
  readonly limit?: RateLimitName
  readonly body?: z.ZodType<Body>
  readonly query?: z.ZodType<Query>
  /** Statuses besides those that follow from the rest. */
  readonly problems?: Readonly<Record<number, string>>
}

export type Who = 'anyone' | 'shopper' | 'staff'

export type AnswerDescription =
  | { readonly kind: 'json'; readonly status: 200 | 201; readonly says: string; readonly schema: z.ZodType }
  | { readonly kind: 'lines'; readonly status: 200; readonly says: string }

export type Answered =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'lines'; readonly fileName: string; readonly lines: AsyncIterable<string> }

export interface RawRequest {
  readonly body: unknown
  readonly query: unknown
  /** Of the path's `{id}`. */
  readonly id: string
  readonly nowMs: number
  /** Of `who`; there is one unless `who` is anyone. */
  readonly account: Account | undefined
}

interface Asked<Body, Query> {
  readonly body: Body
  readonly query: Query
  readonly id: string
  readonly nowMs: number
}

/** `schema` is also what goes out: a field that it does not name never leaves the server. */
interface JsonAnswer<Value> {
  readonly status?: 200 | 201
  readonly says: string
  readonly schema: z.ZodType<Value>
}

/** Asked without signing in. */
export function open<Body, Query, Value>(
  one: Description<Body, Query> & {
    readonly answer: JsonAnswer<Value>
    readonly handle: (asked: Asked<Body, Query>) => Promise<Value>
  },
): Operation {
  const { handle, answer, ...described } = one
  return {
    ...described,
    who: 'anyone',
    answer: { kind: 'json', status: 200, ...answer },
    run: async (raw) => ({ kind: 'json', value: answer.schema.parse(await handle(checked(one, raw))) }),
  }
}

/** Asked by whoever is signed in. */
export function personal<Body, Query, Value>(
  one: Description<Body, Query> & {
    readonly answer: JsonAnswer<Value>
    readonly handle: (asked: Asked<Body, Query> & { readonly account: Account }) => Promise<Value>
  },
): Operation {
  const { handle, answer, ...described } = one
  return {
    ...described,
    who: 'shopper',
    answer: { kind: 'json', status: 200, ...answer },
    run: async (raw) => {
      const account = accountOf(raw)
      return { kind: 'json', value: answer.schema.parse(await handle({ ...checked(one, raw), account })) }
    },
  }
}

/** Asked by staff. */
export function staffOnly<Body, Query, Value>(one: Parameters<typeof personal<Body, Query, Value>>[0]): Operation {
  return { ...personal(one), who: 'staff' }
}

/** Asked by staff; answered with one line after the other, as long as there are some. */
export function staffLines<Body, Query>(
  one: Description<Body, Query> & {
    readonly says: string
    readonly handle: (asked: Asked<Body, Query>) => { fileName: string; lines: AsyncIterable<string> }
  },
): Operation {
  const { handle, says, ...described } = one
  return {
    ...described,
    who: 'staff',
    answer: { kind: 'lines', status: 200, says },
    run: async (raw) => {
      accountOf(raw)
      return { kind: 'lines', ...handle(checked(one, raw)) }
    },
  }
}

function accountOf({ account }: RawRequest): Account {
  if (!account) throw new Error('Invariant broken: an operation for people ran without one')
  return account
}

function checked<Body, Query>(one: Description<Body, Query>, raw: RawRequest): Asked<Body, Query> {
  const { id, nowMs } = raw
  return { id, nowMs, body: parsed('body', one.body, raw.body), query: parsed('query', one.query, raw.query) }
}

function parsed<T>(where: 'body' | 'query', schema: z.ZodType<T> | undefined, raw: unknown): T {
  // Without a schema nothing is handed on, so that nobody comes to rely on it unchecked.
  const read = (schema ?? z.custom<T>()).safeParse(schema ? raw : undefined)
  if (!read.success) throw malformed(where, read.error)
  return read.data
}
