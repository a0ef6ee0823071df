import { Problem } from '@store/contract/http.ts'
import type { Reads } from './reads.ts'
import type { Outcome } from './trouble.ts'

/** What goes with a question. With a body it is a POST, else a GET. */
export interface Enclosed {
  readonly body?: object
  readonly token?: string | undefined
}

/** Asks the store for `path`, and reads the answer by its schema. Nothing throws: without one there is a `Trouble` [SL1]. */
export type Ask = <T>(path: string, answer: Reads<T>, enclosed?: Enclosed) => Promise<Outcome<T>>

/** Somebody stands at a gate, or in front of a shopper: after this long, "no answer" is the more useful answer. */
const PATIENCE_MS = 8_000

/** `request` is the browser's `fetch`. */
export function asking(request: typeof fetch): Ask {
  return async (path, answer, { body, token } = {}) => {
    try {
      const response = await request(path, {
        method: body ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      return read(response, await response.json().catch(() => undefined), answer)
    } catch {
      return { ok: false, trouble: { kind: 'unreachable' } }
    }
  }
}

function read<T>({ ok: isFine, status }: Response, raw: unknown, answer: Reads<T>): Outcome<T> {
  if (isFine) {
    const value = answer.safeParse(raw)
    return value.success ? { ok: true, value: value.data } : { ok: false, trouble: { kind: 'garbled' } }
  }
  const problem = Problem.safeParse(raw)
  if (problem.success) return { ok: false, trouble: { kind: 'problem', problem: problem.data } }
  // A proxy in front of a store that is down answers in its own words.
  return { ok: false, trouble: { kind: status >= 500 ? 'unreachable' : 'garbled' } }
}
