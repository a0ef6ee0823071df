import { SignedIn } from '@store/contract/http.ts'

/** Where the sign-in is kept between two loadings of the page. */
export interface KeptSignIn {
  load(nowMs: number): SignedIn | undefined
  keep(signedIn: SignedIn): void
  forget(): void
}

const KEY = 'store.floor.sign-in'

/**
 * Meant for `sessionStorage`: the staff's screen is often shared, and closing the tab should be enough to be gone. A
 * reload keeps the sign-in. Storage may be forbidden: then one signs in each time.
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
