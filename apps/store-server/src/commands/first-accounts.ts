import { randomBytes } from 'node:crypto'
import type { AccountBook } from './account-book.ts'
import { type AccountDesk, emailKey } from './accounts.ts'

/** To be printed, once: nowhere else is the password in the clear. */
export interface FirstSignIn {
  readonly email: string
  readonly password: string
  readonly role: 'shopper' | 'staff'
}

/**
 * The member of staff named by STAFF_EMAIL, made on the first start before anybody else can register that address.
 * `undefined` when the account is there already [HT16].
 */
export async function firstStaff(
  deps: { accounts: AccountDesk; book: Pick<AccountBook, 'byEmail'> },
  email: string,
  nowMs: number,
): Promise<FirstSignIn | undefined> {
  if (await deps.book.byEmail(emailKey(email))) return undefined
  const password = randomBytes(12).toString('base64url')
  await deps.accounts.ensure({ email, password, displayName: 'Staff', role: 'staff' }, nowMs)
  return { email: emailKey(email), password, role: 'staff' }
}

/** For DEMO=1 only: a shopper and a member of staff, whose passwords every start of the demo can print. */
export async function demoAccounts(
  accounts: Pick<AccountDesk, 'ensure'>,
  passwords: { readonly shopper: string; readonly staff: string },
  nowMs: number,
): Promise<readonly FirstSignIn[]> {
  const demo = [
    { email: 'demo@store.test', displayName: 'Demo Shopper', role: 'shopper', password: passwords.shopper },
    { email: 'staff@store.test', displayName: 'Demo Staff', role: 'staff', password: passwords.staff },
  ] as const
  await Promise.all(demo.map((one) => accounts.ensure(one, nowMs)))
  return demo.map(({ email, password, role }) => ({ email, password, role }))
}
