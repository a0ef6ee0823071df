import type { EntryPass } from '@store/contract/http.ts'
import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'
import jwt from 'jsonwebtoken'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { KeyRing } from '../keys.ts'

/** What the phone shows as a QR code and the gate reads [EP1]: who, how many, which store, until when, and once. */
export interface EntryPasses {
  issue(asked: { shopper: string; party: number }, nowMs: number): EntryPass
  /** Whether it is genuine, ours and in time. Whether it was used before is the gate desk's to ask. */
  verify(text: string, nowMs: number): PassReading
}

export type PassReading =
  | {
      readonly genuine: true
      readonly shopper: string
      readonly party: number
      readonly jti: string
      readonly expiresAtMs: number
    }
  | { readonly genuine: false; readonly reason: PassFlaw }

export type PassFlaw = 'malformed' | 'unknown-key' | 'bad-signature' | 'wrong-store' | 'too-early' | 'expired'

export interface PassPolicy {
  readonly validMs: number
  /** Before `validMs`, so that a phone always shows a pass that is still good for as long as it takes to hold it up. */
  readonly renewMs: number
  /** How far two servers' clocks may be apart. */
  readonly skewMs: number
  readonly mostPeople: number
}

export const passPolicy: PassPolicy = { validMs: 30_000, renewMs: 20_000, skewMs: 2_000, mostPeople: 8 }

/** What a QR code of version 10 holds at error correction M, as bytes: larger ones are read slowly off a phone. */
export const MOST_PASS_BYTES = 213

export const PassTooLong = defineFault(
  'pass.too-long',
  'refused',
  (d: { storeId: string; shopper: string; bytes: number }) =>
    `An entry pass to store ${d.storeId} for shopper ${d.shopper} would have ${d.bytes} bytes, and a QR code that gates ` +
    `read at once holds ${MOST_PASS_BYTES}; use a shorter store id (16 characters always fit; so do account ids of 16).`,
)

/** 72 random bits: among a billion passes two are the same with a chance of one in ten thousand, and none can be guessed. */
const JTI_BYTES = 9
const SIGNATURE_CHARS = 43
const ACCOUNT_ID_CHARS = 16
const PASS_SHAPE = new RegExp(`^[\\w-]{1,64}\\.[\\w-]{1,256}\\.[\\w-]{${SIGNATURE_CHARS}}$`)

const PassHeader = z.strictObject({ alg: z.literal('HS256'), kid: z.string().min(1).max(4) })

/** Nothing but these: a token of another kind has other claims, and is no pass even if a key were shared [HT5]. */
const PassClaims = z.strictObject({
  sub: z.string().min(1).max(64),
  aud: z.string(),
  jti: z.string().min(8).max(32),
  exp: z.int().positive(),
  n: z.int().positive(),
})

/** Throws `PassTooLong` when passes to this store could not be read [EP2]. */
export function entryPasses(deps: {
  keys: KeyRing
  storeId: string
  policy?: PassPolicy
  /** For tests; else the system's randomness. */
  random?: (bytes: number) => Buffer
}): EntryPasses {
  const { keys, storeId, policy = passPolicy, random = randomBytes } = deps

  function issue({ shopper, party }: { shopper: string; party: number }, nowMs: number): EntryPass {
    assert(Number.isSafeInteger(party) && party >= 1 && party <= policy.mostPeople, `a pass for ${party} people`)
    // No `iat`: it would follow from `exp`, and every byte makes the code finer. JWT counts in whole seconds.
    const exp = Math.floor((nowMs + policy.validMs) / 1000)
    const claims = { sub: shopper, aud: storeId, jti: random(JTI_BYTES).toString('base64url'), exp, n: party }
    const pass = jwt.sign(claims, keys.signing.key, {
      algorithm: 'HS256',
      noTimestamp: true,
      header: { alg: 'HS256', typ: undefined, kid: keys.signing.kid },
    })
    if (pass.length > MOST_PASS_BYTES) throw PassTooLong({ storeId, shopper, bytes: pass.length })
    return {
      pass,
      party,
      issuedAt: iso(nowMs),
      renewAt: iso(Math.min(nowMs + policy.renewMs, exp * 1000)),
      expiresAt: iso(exp * 1000),
    }
  }

  /** The order is the rule [EP3]: each check may rely on those before it, and says the first thing that is wrong. */
  function verify(text: string, nowMs: number): PassReading {
    if (text.length > MOST_PASS_BYTES || !PASS_SHAPE.test(text)) return flawed('malformed')
    const header = PassHeader.safeParse(jsonIn(text.slice(0, text.indexOf('.'))))
    if (!header.success) return flawed('malformed')
    const key = keys.find(header.data.kid)
    if (!key) return flawed('unknown-key')
    const signed = signedBy(key, text)
    if (signed === undefined) return flawed('bad-signature')
    const claims = PassClaims.safeParse(signed)
    if (!claims.success) return flawed('malformed')

    const { sub, aud, jti, exp, n } = claims.data
    if (n > policy.mostPeople) return flawed('malformed')
    if (aud !== storeId) return flawed('wrong-store')
    const expiresAtMs = exp * 1000
    if (nowMs >= expiresAtMs) return flawed('expired')
    if (expiresAtMs - policy.validMs > nowMs + policy.skewMs) return flawed('too-early')
    return { genuine: true, shopper: sub, party: n, jti, expiresAtMs }
  }

  // Better no start than a store whose first shopper finds out.
  issue({ shopper: 'x'.repeat(ACCOUNT_ID_CHARS), party: policy.mostPeople }, 0)
  return { issue, verify }
}

const flawed = (reason: PassFlaw): PassReading => ({ genuine: false, reason })

/** The claims, if the signature is that key's. Audience and time are ours to judge, in the order of [EP3]. */
function signedBy(key: Parameters<typeof jwt.verify>[1], text: string): unknown {
  try {
    return jwt.verify(text, key, { algorithms: ['HS256'], ignoreExpiration: true, ignoreNotBefore: true })
  } catch {
    return undefined
  }
}

function jsonIn(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

const iso = (ms: number): string => new Date(ms).toISOString()
