import { describe, expect, test } from 'vitest'
import { parseKeyRing } from '../keys.ts'
import { memoryAccountBook } from './account-book.ts'
import { accountDesk, EmailTaken, WrongCredentials } from './accounts.ts'
import { demoAccounts, firstStaff } from './first-accounts.ts'
import { passwordCost, passwords } from './password.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const keys = parseKeyRing('TOKEN_KEY', `t1:${Buffer.alloc(32, 1).toString('base64url')}`)
/** As weak as argon2 can be: these tests are about what is decided. */
const quick = passwords({ memoryCost: 8, timeCost: 1, parallelism: 1, outputLen: 32 })

function desk() {
  const book = memoryAccountBook()
  return { book, accounts: accountDesk({ book, keys, storeId: 'corner-shop', passwords: quick }) }
}
const ana = { email: 'Ana@Store.test', password: 'correct horse', displayName: ' Ana ' }

describe('accounts', () => {
  test('[HT7] one is registered, and signs in with its address in any case', async () => {
    const { accounts } = desk()
    const { me, token, expiresAt } = await accounts.register(ana, NOW)
    expect(me).toEqual({ id: me.id, email: 'ana@store.test', displayName: 'Ana', role: 'shopper' })
    expect(me.id).toMatch(/^[\w-]{16}$/)
    expect(Date.parse(expiresAt)).toBe(NOW + 12 * 3_600_000)
    expect(await accounts.identify(token, NOW)).toMatchObject({ id: me.id })
    expect((await accounts.signIn({ email: 'ANA@store.test', password: ana.password }, NOW)).me).toEqual(me)
  })

  test('[HT7] an address has one account, also when two register it at once', async () => {
    const { accounts } = desk()
    const both = await Promise.allSettled([accounts.register(ana, NOW), accounts.register(ana, NOW)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(accounts.register({ ...ana, email: 'ANA@STORE.TEST' }, NOW)).rejects.toMatchObject({
      code: EmailTaken.code,
    })
  })

  test('[HT7] a wrong password and an unknown address are refused in the same words', async () => {
    const { accounts } = desk()
    await accounts.register(ana, NOW)
    const wrong = await accounts.signIn({ ...ana, password: 'incorrect horse' }, NOW).catch((error: unknown) => error)
    const unknown = await accounts.signIn({ ...ana, email: 'b@store.test' }, NOW).catch((error: unknown) => error)
    expect(wrong).toMatchObject({ code: WrongCredentials.code })
    expect(String(wrong)).toBe(String(unknown))
  })

  test('[HT7] an account that is gone is signed out, whatever its token says', async () => {
    const { token } = await desk().accounts.register(ana, NOW)
    expect(await desk().accounts.identify(token, NOW)).toBeUndefined()
  })
})

describe('[HT7] passwords', () => {
  test('are kept as argon2id with the named cost, salted', async () => {
    const one = await passwords().hash('correct horse')
    const { memoryCost, timeCost, parallelism } = passwordCost
    expect(one).toMatch(new RegExp(`^\\$argon2id\\$v=19\\$m=${memoryCost},t=${timeCost},p=${parallelism}\\$`))
    expect(await passwords().hash('correct horse')).not.toBe(one)
    expect(await passwords().isRight('correct horse', one)).toBe(true)
    expect(await passwords().isRight('correct horse!', one)).toBe(false)
  })

  test('are the same however a keyboard composes their letters', async () => {
    expect(await quick.isRight('pa\u0301ssword', await quick.hash('p\u00e1ssword'))).toBe(true)
  })

  test('nobody signs in to an account that does not exist, with the decoy password neither', async () => {
    expect(await quick.isRight('the password of nobody', undefined)).toBe(false)
  })
})

describe('[HT16] first accounts', () => {
  test('the first member of staff is made once, and can sign in', async () => {
    const { accounts, book } = desk()
    const first = await firstStaff({ accounts, book }, 'Boss@store.test', NOW)
    expect((await accounts.signIn({ email: 'boss@store.test', password: first?.password ?? '' }, NOW)).me.role).toBe(
      'staff',
    )
    expect(await firstStaff({ accounts, book }, 'boss@store.test', NOW)).toBeUndefined()
  })

  test('the demo prints passwords that work, at every start', async () => {
    const { accounts } = desk()
    for (const given of [
      { shopper: 'first-password', staff: 'second-password' },
      { shopper: 'third-password', staff: 'fourth-password' },
    ]) {
      const printed = await demoAccounts(accounts, given, NOW)
      expect(printed.map(({ email, role }) => [email, role])).toEqual([
        ['demo@store.test', 'shopper'],
        ['staff@store.test', 'staff'],
      ])
      for (const { email, password, role } of printed)
        expect((await accounts.signIn({ email, password }, NOW)).me.role).toBe(role)
    }
  })
})
