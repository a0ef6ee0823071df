import type { Credentials, Me, Registration, SignedIn } from '@store/contract/http.ts'
import type { KeptSignIn } from '@store/store-line/kept-sign-in.ts'
import type { Line } from '@store/store-line/line.ts'
import { isSignedOut, type Outcome, type Trouble } from '@store/store-line/trouble.ts'
import { changing, type Watched } from '@store/store-line/watched.ts'
import { liveVisits, type LiveVisits } from './live-visits.ts'
import type { StoreApi } from './store-api.ts'
import { whereabouts, type Whereabouts } from './whereabouts.ts'

/** Who uses this phone. `wasThrownOut`: the store ended the sign-in, not the shopper, and the screen should say so. */
export type Account =
  | { readonly status: 'signed-out'; readonly wasThrownOut: boolean }
  | {
      readonly status: 'signed-in'
      readonly me: Me
      readonly token: string
      readonly live: LiveVisits
      readonly whereabouts: Whereabouts
    }

export interface ShopperClient {
  readonly account: Watched<Account>
  signIn(credentials: Credentials): Promise<Trouble | undefined>
  register(registration: Registration): Promise<Trouble | undefined>
  signOut(): void
  /** Asks the store as the one who is signed in, and notices when the store does not know them any more [SA3]. */
  ask<T>(question: (api: StoreApi, token: string) => Promise<Outcome<T>>): Promise<Outcome<T>>
}

export function shopperClient(
  api: StoreApi,
  kept: KeptSignIn,
  open: (token: string) => Line,
  now: () => number,
): ShopperClient {
  const account = changing<Account>({ status: 'signed-out', wasThrownOut: false })
  const before = kept.load(now())
  if (before) enter(before)

  function enter({ me, token }: SignedIn): void {
    const live = liveVisits(open(token), () => leave(true))
    account.set({ status: 'signed-in', me, token, live, whereabouts: whereabouts(live, now) })
  }

  function leave(wasThrownOut: boolean): void {
    const current = account.get()
    if (current.status === 'signed-in') current.live.close()
    kept.forget()
    account.set({ status: 'signed-out', wasThrownOut })
  }

  async function enterWith(asked: Promise<Outcome<SignedIn>>): Promise<Trouble | undefined> {
    const outcome = await asked
    if (!outcome.ok) return outcome.trouble
    kept.keep(outcome.value)
    enter(outcome.value)
    return undefined
  }

  return {
    account,
    signIn: (credentials) => enterWith(api.signIn(credentials)),
    register: (registration) => enterWith(api.register(registration)),
    signOut: () => leave(false),
    async ask(question) {
      const asker = account.get()
      if (asker.status === 'signed-out') return { ok: false, trouble: { kind: 'garbled' } }
      const outcome = await question(api, asker.token)
      if (!outcome.ok && isSignedOut(outcome.trouble) && account.get() === asker) leave(true)
      return outcome
    },
  }
}
