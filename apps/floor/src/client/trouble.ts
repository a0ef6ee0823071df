import type { Problem } from '@store/contract/http.ts'

/** Why signing in did not work. Only a `problem` is the store's own answer. */
export type Trouble =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'garbled' }
  /** Signed in, but as a shopper. */
  | { readonly kind: 'not-staff' }

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble }
