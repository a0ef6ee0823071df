import { defineFault } from '@store/kernel/fault.ts'
import { createHash, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/**
 * Keys by id. The first one signs; all of them verify, so a key is rotated by putting a new one in front and taking the
 * old one away when the last thing it signed has expired [HT4].
 */
export interface KeyRing {
  readonly signing: { readonly kid: string; readonly key: KeyObject }
  find(kid: string): KeyObject | undefined
}

export const KeysUnreadable = defineFault(
  'config.keys-unreadable',
  'refused',
  (d: { variable: string; reason: string }) =>
    `${d.variable}: ${d.reason}; give KID:SECRET[,KID:SECRET...], each KID 1 to 4 letters or digits, ` +
    `each SECRET 32 bytes or more in base64url (the first one signs, the others still verify).`,
)

/** HS256 is no stronger than its key: below the hash's own 256 bits a key can be searched for offline. */
const LEAST_SECRET_BYTES = 32

export function parseKeyRing(variable: string, text: string): KeyRing {
  const refuse = (reason: string): Error => KeysUnreadable({ variable, reason })
  const keys = new Map<string, KeyObject>()
  for (const [i, entry] of text.split(',').entries()) {
    // Never quotes the entry: what cannot be read may still be somebody's secret.
    const [, kid, secret] = /^([A-Za-z0-9]{1,4}):([A-Za-z0-9_-]+)$/.exec(entry.trim()) ?? []
    if (kid === undefined || secret === undefined) throw refuse(`entry ${i + 1} cannot be read`)
    if (keys.has(kid)) throw refuse(`key id ${kid} is there twice`)
    const bytes = Buffer.from(secret, 'base64url')
    if (bytes.length < LEAST_SECRET_BYTES) throw refuse(`the secret of key ${kid} is too short (${bytes.length} bytes)`)
    // A KeyObject, not a string: jsonwebtoken then verifies in 0.008 ms instead of 0.47 ms.
    keys.set(kid, createSecretKey(bytes))
  }
  const [first] = keys
  if (!first) throw refuse('there is no key')
  return { signing: { kid: first[0], key: first[1] }, find: (kid) => keys.get(kid) }
}

/** Whether two secrets are the same, in a time that tells nothing about where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
