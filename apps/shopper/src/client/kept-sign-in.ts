import { SignedIn } from '@store/contract/http.ts'

/** Where the sign-in is kept between two uses of the phone. */
export interface KeptSignIn {
  load(nowMs: number): SignedIn | undefined
  keep(signedIn: SignedIn): void
  forget(): void
}

const KEY = 'store.sign-in'

/**
 * Meant for `localStorage`: a phone throws tabs away in a pocket, and nobody wants to type a password with the gate in
 * front of them. `sessionStorage` would be no safer against a script that runs in the page, and such scripts are kept
 * out by the server's content security policy; what limits a stolen token is that it expires. Storage may be full or
 * forbidden: then one signs in each time.
 */
export function keptSignIn(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): KeptSignIn {
  return {
    load(nowMs) {
      try {
        const kept = SignedIn.safeParse(JSON.parse(storage.getItem(KEY) ?? 'null'))
        return kept.success && Date.parse(kept.data.expiresAt) > nowMs ? kept.data : undefined
      } catch {
        return undefined
      }
    },
    keep(signedIn) {
      attempt(() => storage.setItem(KEY, JSON.stringify(signedIn)))
    },
    forget() {
      attempt(() => storage.removeItem(KEY))
    },
  }
}

function attempt(write: () => void): void {
  try {
    write()
  } catch {
    // Nothing is lost but a convenience.
  }
}
