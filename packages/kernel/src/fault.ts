/**
 * A Fault is a failure someone can act on: a shopper, an operator, a retry loop.
 * A broken invariant is not a Fault. It is an `assert`, and it should stop the process.
 */
export class Fault<Detail extends object = object> extends Error {
  override readonly name = 'Fault'
  readonly code: string
  readonly kind: FaultKind
  readonly detail: Detail

  constructor(code: string, kind: FaultKind, message: string, detail: Detail, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.kind = kind
    this.detail = detail
  }
}

/** What the caller may do next. HTTP statuses and exit codes are derived from this at the edge, never stored here. */
export type FaultKind = 'refused' | 'conflict' | 'not-found' | 'unavailable' | 'outcome-unknown'

/** Declares one kind of failure: a stable code, what the caller may do, and the sentence that says so. */
export function defineFault<Detail extends object>(
  code: `${string}.${string}`,
  kind: FaultKind,
  say: (detail: Detail) => string,
) {
  const make = (detail: Detail, cause?: unknown) => new Fault(code, kind, say(detail), detail, cause)
  const is = (error: unknown): error is Fault<Detail> => error instanceof Fault && error.code === code
  return Object.assign(make, { code, is })
}
