/** Every request on a socket is answered with one of these; nothing is thrown across it. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: { readonly code: string; readonly message: string } }

export type Reply<T> = (answer: Answer<T>) => void
