import type { Problem } from '@store/contract/http.ts'

/** Why a request gave nothing. Only a `problem` is the store's own answer; the others say that there was none. */
export type Trouble =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'garbled' }

export type Outcome<T, Why = Trouble> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Why }

/** The token is not taken any more: only signing in again helps. */
export function isSignedOut(trouble: Trouble): boolean {
  return trouble.kind === 'problem' && trouble.problem.status === 401
}
