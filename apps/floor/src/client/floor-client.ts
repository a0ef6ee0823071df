import type { Credentials, Me, SignedIn } from '@store/contract/http.ts'
import type { KeptSignIn } from '@store/store-line/kept-sign-in.ts'
import type { Line } from '@store/store-line/line.ts'
import type { Outcome } from '@store/store-line/trouble.ts'
import { changing, type Watched } from '@store/store-line/watched.ts'
import { liveFloor, type LiveFloor } from './live-floor.ts'
import type { StaffApi } from './staff-api.ts'
import type { SignInTrouble } from './sign-in.ts'

/** Who watches. `wasThrownOut`: the store ended the sign-in, and the screen should say so. */
export type Account =
  | { readonly status: 'signed-out'; readonly wasThrownOut: boolean }
  | { readonly status: 'signed-in'; readonly me: Me; readonly live: LiveFloor; readonly api: StaffApi }

export interface FloorClient {
  readonly account: Watched<Account>
  signIn(credentials: Credentials): Promise<SignInTrouble | undefined>
  readonly signOut: () => void
}

export function floorClient(
  ask: (credentials: Credentials) => Promise<Outcome<SignedIn, SignInTrouble>>,
  kept: KeptSignIn,
  open: (token: string) => Line,
  api: (token: string) => StaffApi,
  now: () => number,
): FloorClient {
  const account = changing<Account>({ status: 'signed-out', wasThrownOut: false })
  const before = kept.load(now())
  if (before) enter(before)

  function enter({ me, token }: SignedIn): void {
    account.set({ status: 'signed-in', me, live: liveFloor(open(token), now, () => leave(true)), api: api(token) })
  }

  function leave(wasThrownOut: boolean): void {
    const current = account.get()
    if (current.status === 'signed-in') current.live.close()
    kept.forget()
    account.set({ status: 'signed-out', wasThrownOut })
  }

  return {
    account,
    async signIn(credentials) {
      const outcome = await ask(credentials)
      if (!outcome.ok) return outcome.trouble
      kept.keep(outcome.value)
      enter(outcome.value)
      return undefined
    },
    signOut: () => leave(false),
  }
}
