import { SignedIn } from '@store/contract/http.ts'

/** Where the sign-in is kept between two loadings of the page. */
export interface KeptSignIn {
  load(nowMs: number): SignedIn | undefined
  keep(signedIn: SignedIn): void
  forget(): void
}

/** Under `key` of the storage. Storage may be full or forbidden: then one signs in each time [SL6]. */
export function keptSignIn(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, key: string): KeptSignIn {
  return {
    load(nowMs) {
      try {
        const kept = SignedIn.safeParse(JSON.parse(storage.getItem(key) ?? 'null'))
        return kept.success && Date.parse(kept.data.expiresAt) > nowMs ? kept.data : undefined
      } catch {
        return undefined
      }
    },
    keep(signedIn) {
      attempt(() => storage.setItem(key, JSON.stringify(signedIn)))
    },
    forget() {
      attempt(() => storage.removeItem(key))
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
