import type { Credentials, Me, Registration, SignedIn } from '@store/contract/http.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { KeyRing } from '../keys.ts'
import type { Account, AccountBook } from './account-book.ts'
import { bearerTokens } from './bearer-token.ts'
import type { Passwords } from './password.ts'

export interface AccountDesk {
  register(asked: Registration, nowMs: number): Promise<SignedIn>
  signIn(asked: Credentials, nowMs: number): Promise<SignedIn>
  /** Whose token this is. The book is asked each time, so that a role or an account taken away is gone at once. */
  identify(token: string, nowMs: number): Promise<Account | undefined>
  /** For the first start and the demo; the role never comes from a request. */
  ensure(asked: Registration & { role: Account['role'] }, nowMs: number): Promise<Account>
}

export const EmailTaken = defineFault(
  'account.email-taken',
  'conflict',
  (d: { email: string }) => `${d.email} has an account already; sign in with it, or register another address.`,
)

export const WrongCredentials = defineFault(
  'account.wrong-credentials',
  'refused',
  () => 'E-mail address or password is wrong; check both and try again.',
)

/** A working day: a phone is signed in once for a visit, a staff screen once for a shift. */
const SIGNED_IN_MS = 12 * 3_600_000
/** Of the sandbox bank and of Stripe's test mode, until an account registers a card of its own. */
const FIRST_PAYMENT_METHOD = 'pm_card_visa'

export function accountDesk(deps: {
  book: AccountBook
  keys: KeyRing
  storeId: string
  passwords: Passwords
}): AccountDesk {
  const { book, keys, storeId, passwords } = deps
  const audience = `people/${storeId}` as const
  const tokens = bearerTokens({ keys, audience, validMs: SIGNED_IN_MS, claims: z.object({}) })

  const signedIn = (account: Account, nowMs: number): SignedIn => ({
    ...tokens.sign(account.id, {}, nowMs),
    me: meOf(account),
  })

  async function create(asked: Registration, role: Account['role'], nowMs: number): Promise<Account | undefined> {
    const account: Account = {
      id: accountId(),
      email: emailKey(asked.email),
      passwordHash: await passwords.hash(asked.password),
      displayName: asked.displayName.trim(),
      role,
      paymentMethod: FIRST_PAYMENT_METHOD,
      createdAtMs: nowMs,
    }
    return (await book.add(account)) ? account : undefined
  }

  return {
    register: async (asked, nowMs) => {
      const email = emailKey(asked.email)
      // Asked first so that a taken address costs no hash; two who ask at once are told apart by the book.
      const account = (await book.byEmail(email)) ? undefined : await create(asked, 'shopper', nowMs)
      if (!account) throw EmailTaken({ email })
      return signedIn(account, nowMs)
    },
    signIn: async ({ email, password }, nowMs) => {
      const account = await book.byEmail(emailKey(email))
      const isRight = await passwords.isRight(password, account?.passwordHash)
      if (!account || !isRight) throw WrongCredentials({})
      return signedIn(account, nowMs)
    },
    identify: async (token, nowMs) => {
      const read = tokens.read(token, nowMs)
      return read && (await book.byId(read.subject))
    },
    ensure: async (asked, nowMs) => {
      const known = await book.byEmail(emailKey(asked.email))
      if (known) {
        if (!(await passwords.isRight(asked.password, known.passwordHash)))
          await book.setPasswordHash(known.id, await passwords.hash(asked.password))
        return known
      }
      const created = await create(asked, asked.role, nowMs)
      if (!created) throw EmailTaken({ email: asked.email })
      return created
    },
  }
}

export const meOf = ({ id, email, displayName, role }: Account): Me => ({ id, email, displayName, role })

/** One spelling per address: nobody means another mailbox by writing it in capitals. */
export const emailKey = (email: string): string => email.trim().toLowerCase()

/** 16 characters: it stands in every entry pass, where each one makes the QR code finer [EP2]. */
const accountId = (): string => randomBytes(12).toString('base64url')
