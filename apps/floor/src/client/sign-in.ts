import { SignedIn, type Credentials } from '@store/contract/http.ts'
import { asking } from '@store/store-line/asking.ts'
import type { Outcome, Trouble } from '@store/store-line/trouble.ts'

/** Why signing in did not work. `not-staff`: signed in, but as a shopper. */
export type SignInTrouble = Trouble | { readonly kind: 'not-staff' }

/** Asks the store for a token, which only staff get [FV6]. */
export async function signIn(
  request: typeof fetch,
  credentials: Credentials,
): Promise<Outcome<SignedIn, SignInTrouble>> {
  const outcome = await asking(request)('/api/sign-in', SignedIn, { body: credentials })
  const isShopper = outcome.ok && outcome.value.me.role !== 'staff'
  return isShopper ? { ok: false, trouble: { kind: 'not-staff' } } : outcome
}
