import jwt from 'jsonwebtoken'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseKeyRing } from '../keys.ts'
import { bearerTokens } from './bearer-token.ts'
import { entryPasses } from './entry-pass.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const secret = (fill: number): string => Buffer.alloc(32, fill).toString('base64url')
const keys = parseKeyRing('TOKEN_KEY', `t1:${secret(1)}`)
const of = (audience: 'people/corner-shop' | 'device/corner-shop' | 'device/nanostore', ring = keys) =>
  bearerTokens({ keys: ring, audience, validMs: 60_000, claims: z.object({}) })
const people = of('people/corner-shop')

test('[HT5] a token says who it was given to, until it expires', () => {
  const { token, expiresAt } = people.sign('ana', {}, NOW)
  expect(people.read(token, NOW)).toEqual({ subject: 'ana' })
  expect(people.read(token, Date.parse(expiresAt) - 1)).toEqual({ subject: 'ana' })
  expect(people.read(token, Date.parse(expiresAt))).toBeUndefined()
})

describe('[HT5] a token of one kind is none of another, even under one key', () => {
  const kinds = { people, device: of('device/corner-shop'), elsewhere: of('device/nanostore') }
  const names = ['people', 'device', 'elsewhere'] as const
  const pairs = names.flatMap((given) => names.filter((asked) => asked !== given).map((asked) => ({ given, asked })))

  test.each(pairs)('$given as $asked', ({ given, asked }) => {
    expect(kinds[asked].read(kinds[given].sign('x', {}, NOW).token, NOW)).toBeUndefined()
  })

  test('an entry pass is no token, and a token no entry pass', () => {
    const passes = entryPasses({ keys, storeId: 'corner-shop' })
    expect(people.read(passes.issue({ shopper: 'ana', party: 1 }, NOW).pass, NOW)).toBeUndefined()
    expect(passes.verify(people.sign('ana', {}, NOW).token, NOW).genuine).toBe(false)
  })
})

test('[HT5] another algorithm, another key, no key id and garbage are refused', () => {
  const claims = { sub: 'ana', iss: 'store-server/people/corner-shop', aud: 'people/corner-shop', exp: NOW / 1000 + 60 }
  const signed = (options: jwt.SignOptions, key: jwt.Secret = keys.signing.key) => jwt.sign(claims, key, options)
  expect(people.read(signed({ keyid: 't1' }), NOW)).toEqual({ subject: 'ana' })
  expect(people.read(signed({}), NOW)).toBeUndefined()
  expect(people.read(signed({ keyid: 't1', algorithm: 'none' }, ''), NOW)).toBeUndefined()
  expect(people.read(signed({ keyid: 't1', algorithm: 'HS512' }), NOW)).toBeUndefined()
  expect(
    people.read(of('people/corner-shop', parseKeyRing('TOKEN_KEY', `t1:${secret(2)}`)).sign('ana', {}, NOW).token, NOW),
  ).toBeUndefined()
  for (const garbage of ['', '.', '..', 'null', 'a.b.c', 'x'.repeat(100_000)])
    expect(people.read(garbage, NOW)).toBeUndefined()
})

test('[HT5] a token without an end is none', () => {
  const { exp: _, ...endless } = {
    sub: 'ana',
    iss: 'store-server/people/corner-shop',
    aud: 'people/corner-shop',
    exp: 0,
  }
  expect(people.read(jwt.sign(endless, keys.signing.key, { keyid: 't1' }), NOW)).toBeUndefined()
})

test('[HT4] tokens outlive the rotation of their key, until it is taken away', () => {
  const { token } = people.sign('ana', {}, NOW)
  const both = of('people/corner-shop', parseKeyRing('TOKEN_KEY', `t2:${secret(2)},t1:${secret(1)}`))
  const onlyNew = of('people/corner-shop', parseKeyRing('TOKEN_KEY', `t2:${secret(2)}`))
  expect(both.read(token, NOW)).toEqual({ subject: 'ana' })
  expect(onlyNew.read(token, NOW)).toBeUndefined()
  expect(onlyNew.read(both.sign('ana', {}, NOW).token, NOW)).toEqual({ subject: 'ana' })
})
