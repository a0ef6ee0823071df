import * as fc from 'fast-check'
import jwt from 'jsonwebtoken'
import { createSecretKey, randomBytes } from 'node:crypto'
import QRCode from 'qrcode'
import { describe, expect, test } from 'vitest'
import { parseKeyRing } from '../keys.ts'
import { entryPasses, MOST_PASS_BYTES, PassTooLong, passPolicy } from './entry-pass.ts'
import { memoryUsedPasses } from './used-passes.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0, 250)
const secret = (fill: number): string => Buffer.alloc(32, fill).toString('base64url')
const keys = parseKeyRing('PASS_KEYS', `p1:${secret(1)}`)
const passes = entryPasses({ keys, storeId: 'corner-shop' })
const SHOPPER = 'AbCdEfGhIjKlMnOp'

const issue = (nowMs = NOW, party = 1) => passes.issue({ shopper: SHOPPER, party }, nowMs)
const reasonFor = (pass: string, nowMs = NOW, by = passes) => {
  const read = by.verify(pass, nowMs)
  return read.genuine ? 'genuine' : read.reason
}
const version = (bytes: number) => QRCode.create('a'.repeat(bytes), { errorCorrectionLevel: 'M' }).version

const inSeconds = (second: number) => NOW + second * 1000

/** Signed with our own key, whatever it claims. */
const forged = (claims: object, header: object = {}) =>
  jwt.sign(claims, keys.signing.key, {
    noTimestamp: true,
    header: { alg: 'HS256', typ: undefined, kid: 'p1', ...header },
  })
const good = { sub: SHOPPER, aud: 'corner-shop', jti: 'abcdefghijkl', exp: Math.floor(NOW / 1000) + 20, n: 1 }

describe('a pass', () => {
  test('[EP1] says who, how many, and is renewed before it ends', () => {
    const { pass, issuedAt, renewAt, expiresAt, party } = issue(NOW, 3)
    expect(passes.verify(pass, NOW)).toMatchObject({ genuine: true, shopper: SHOPPER, party: 3 })
    expect(party).toBe(3)
    expect(Date.parse(renewAt) - Date.parse(issuedAt)).toBe(passPolicy.renewMs)
    // JWT counts in whole seconds, and a pass never lasts longer than it says.
    expect(Date.parse(expiresAt)).toBe(Math.floor((NOW + 30_000) / 1000) * 1000)
    expect(Date.parse(renewAt)).toBeLessThan(Date.parse(expiresAt))
  })

  test('[EP2] fits a QR code of version 10 at error correction M, the fullest one too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 43 }), fc.integer({ min: 1, max: 8 }), (nowMs, party) => {
        const { pass } = issue(nowMs, party)
        expect(pass.length).toBeLessThanOrEqual(MOST_PASS_BYTES)
        expect(QRCode.create(pass, { errorCorrectionLevel: 'M' }).version).toBeLessThanOrEqual(10)
      }),
      { numRuns: 50 },
    )
    // The longest key id as well; and the bound is the standard's, not ours.
    const long = entryPasses({ keys: parseKeyRing('PASS_KEYS', `2026:${secret(1)}`), storeId: 'store-of-letters' })
    expect(long.issue({ shopper: SHOPPER, party: 8 }, NOW).pass.length).toBeLessThanOrEqual(MOST_PASS_BYTES)
    expect([version(MOST_PASS_BYTES), version(MOST_PASS_BYTES + 1)]).toEqual([10, 11])
  })

  test('[EP2] that would not fit is not issued, and the fault says what to shorten', () => {
    const tooLong = expect.objectContaining({ code: PassTooLong.code })
    expect(() => entryPasses({ keys, storeId: 'a-store-with-quite-a-long-identifier' })).toThrow(tooLong)
    const uuid = 'a1b2c3d4-0000-4000-8000-000000000000'
    expect(() => passes.issue({ shopper: uuid, party: 1 }, NOW)).toThrow(tooLong)
  })
})

describe('[EP3] what is wrong is told by the first check that fails', () => {
  test.each([
    ['nothing', ''],
    ['a word', 'hello'],
    ['an address', 'https://example.test/t/ada'],
    ['far too much', `${'a'.repeat(4096)}.b.c`],
    ['another kind of token', `eyJhIjoxfQ.eyJhIjoxfQ.${'a'.repeat(43)}`],
  ])('no pass at all: %s', (_, text) => {
    expect(reasonFor(text)).toBe('malformed')
  })

  test('a key that is not ours any more', () => {
    const others = entryPasses({ keys: parseKeyRing('PASS_KEYS', `p9:${secret(9)}`), storeId: 'corner-shop' })
    expect(reasonFor(others.issue({ shopper: SHOPPER, party: 1 }, NOW).pass)).toBe('unknown-key')
  })

  test('another key under our key id', () => {
    const others = entryPasses({ keys: parseKeyRing('PASS_KEYS', `p1:${secret(9)}`), storeId: 'corner-shop' })
    expect(reasonFor(others.issue({ shopper: SHOPPER, party: 1 }, NOW).pass)).toBe('bad-signature')
  })

  test('a pass to another store', () => {
    const others = entryPasses({ keys, storeId: 'nanostore' })
    expect(reasonFor(others.issue({ shopper: SHOPPER, party: 1 }, NOW).pass)).toBe('wrong-store')
  })

  test('another store comes before a time that has passed', () => {
    expect(reasonFor(forged({ ...good, aud: 'nanostore', exp: 1 }))).toBe('wrong-store')
  })

  test('a pass that has expired, to the millisecond', () => {
    const { pass, expiresAt } = issue()
    expect(reasonFor(pass, Date.parse(expiresAt) - 1)).toBe('genuine')
    expect(reasonFor(pass, Date.parse(expiresAt))).toBe('expired')
    expect(reasonFor(pass, inSeconds(3600))).toBe('expired')
  })

  test('a pass from a future that two clocks cannot explain', () => {
    const { pass } = issue(inSeconds(60))
    expect(reasonFor(pass)).toBe('too-early')
    expect(reasonFor(issue(inSeconds(1)).pass)).toBe('genuine')
  })

  test('another algorithm, none above all, is refused before any key is tried', () => {
    const none = jwt.sign(good, '', { algorithm: 'none', header: { alg: 'none', kid: 'p1' }, noTimestamp: true })
    expect(reasonFor(none)).toBe('malformed')
    expect(reasonFor(`${none}${'A'.repeat(43)}`)).toBe('malformed')
    const stronger = jwt.sign(good, createSecretKey(randomBytes(64)), { header: { alg: 'HS512', kid: 'p1' } })
    expect(reasonFor(stronger)).toBe('malformed')
  })

  test.each([
    ['more claims than a pass has', { ...good, role: 'staff' }],
    ['a token of another kind', { sub: SHOPPER, aud: 'corner-shop', iss: 'store-server', exp: good.exp }],
    ['no jti', { ...good, jti: undefined }],
    ['a party of none', { ...good, n: 0 }],
    ['a crowd', { ...good, n: 9 }],
    ['two stores at once', { ...good, aud: ['corner-shop', 'nanostore'] }],
  ])('genuinely signed, and still no pass: %s', (_, claims) => {
    expect(reasonFor(forged(claims))).toBe('malformed')
  })
})

test('[EP5] keys are rotated by id: the new one signs, the old one still verifies until it is taken away', () => {
  const old = issue().pass
  const both = entryPasses({
    keys: parseKeyRing('PASS_KEYS', `p2:${secret(2)},p1:${secret(1)}`),
    storeId: 'corner-shop',
  })
  const onlyNew = entryPasses({ keys: parseKeyRing('PASS_KEYS', `p2:${secret(2)}`), storeId: 'corner-shop' })
  expect(reasonFor(old, NOW, both)).toBe('genuine')
  expect(reasonFor(both.issue({ shopper: SHOPPER, party: 1 }, NOW).pass, NOW, onlyNew)).toBe('genuine')
  expect(reasonFor(old, NOW, onlyNew)).toBe('unknown-key')
})

describe('[EP4] no altered pass opens a second time', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ '

  test('any one character changed is refused, or is the same pass with the same jti', async () => {
    const used = memoryUsedPasses()
    const { pass } = issue()
    const original = passes.verify(pass, NOW)
    if (!original.genuine) throw new Error('the original is not genuine')
    expect(await used.use(original.jti, NOW, original.expiresAtMs)).toBe(true)
    let accepted = 0
    for (let i = 0; i < pass.length; i++)
      for (const sign of alphabet) {
        if (sign === pass[i]) continue
        const read = passes.verify(pass.slice(0, i) + sign + pass.slice(i + 1), NOW)
        if (!read.genuine) continue
        accepted++
        // Only spare bits of the signature's last character may differ.
        expect(i).toBe(pass.length - 1)
        expect(await used.use(read.jti, NOW, read.expiresAtMs)).toBe(false)
      }
    expect(accepted).toBeLessThanOrEqual(3)
  })

  test('any text that still verifies after edits has the jti of the original', () => {
    const { pass } = issue()
    const original = passes.verify(pass, NOW)
    expect(original.genuine).toBe(true)
    const edit = fc.record({ at: fc.nat(pass.length), cut: fc.nat(3), put: fc.string({ maxLength: 3 }) })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const altered = edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), pass)
        const read = passes.verify(altered, NOW)
        expect(read.genuine ? read : original).toEqual(original)
      }),
      { numRuns: 2_000 },
    )
  })

  test('of many who use one jti at once, one is first; the expired are forgotten', async () => {
    const used = memoryUsedPasses()
    const firsts = await Promise.all(Array.from({ length: 20 }, () => used.use('jti', NOW, NOW + 30_000)))
    expect(firsts.filter(Boolean)).toHaveLength(1)
    expect(await used.forget(NOW)).toBe(0)
    expect(await used.forget(NOW + 30_001)).toBe(1)
  })
})
