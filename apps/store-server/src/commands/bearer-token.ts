import jwt from 'jsonwebtoken'
import { z } from 'zod'
import type { KeyRing } from '../keys.ts'

/**
 * Short proofs of who speaks: HS256 and nothing else, with issuer and audience per kind, so that a token of one kind, or
 * of another store, never passes as another [HT5].
 */
export interface BearerTokens<Claims extends object> {
  sign(subject: string, claims: Claims, nowMs: number): { token: string; expiresAt: string }
  /** `undefined` for whatever is not a token of this kind, in time. */
  read(token: string, nowMs: number): ({ subject: string } & Claims) | undefined
}

const ISSUER = 'store-server'
/** Longer than any of ours; what is longer is not worth a hash. */
const MOST_TOKEN_CHARS = 1_024

export function bearerTokens<Claims extends object>(deps: {
  keys: KeyRing
  audience: `people/${string}` | `device/${string}`
  validMs: number
  claims: z.ZodType<Claims>
}): BearerTokens<Claims> {
  const { keys, audience, validMs, claims: schema } = deps
  const issuer = `${ISSUER}/${audience}`
  return {
    sign: (subject, claims, nowMs) => {
      const iat = Math.floor(nowMs / 1000)
      const exp = iat + Math.floor(validMs / 1000)
      const token = jwt.sign({ ...claims, iat, exp }, keys.signing.key, {
        algorithm: 'HS256',
        keyid: keys.signing.kid,
        subject,
        issuer,
        audience,
      })
      return { token, expiresAt: new Date(exp * 1000).toISOString() }
    },
    read: (token, nowMs) => {
      if (token.length > MOST_TOKEN_CHARS) return undefined
      try {
        const kid = jwt.decode(token, { complete: true })?.header.kid
        const key = kid === undefined ? undefined : keys.find(kid)
        if (!key) return undefined
        const clockTimestamp = Math.floor(nowMs / 1000)
        const signed = jwt.verify(token, key, { algorithms: ['HS256'], issuer, audience, clockTimestamp })
        const { sub } = Subject.parse(signed)
        return { subject: sub, ...schema.parse(signed) }
      } catch {
        return undefined
      }
    },
  }
}

const Subject = z.object({ sub: z.string().min(1), exp: z.number() })
