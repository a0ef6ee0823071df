/**
 * Grams on the wire: base64 (RFC 4648 section 4, padded, no line breaks) of little-endian float32.
 * Reading is strict and must be fast: a day's replay passes through here, and `Buffer` alone skips what is not base64.
 */
export type SamplesRead = { ok: true; grams: Float32Array } | { ok: false; problem: string }

/** Reads exactly `count` readings. Infinity is a saturated converter, not a weight: it reads as NaN, "no sample". */
export function readSamples(samples: string, count: number): SamplesRead {
  const bytes = count * 4
  const length = Math.ceil(bytes / 3) * 4
  if (samples.length !== length) return { ok: false, problem: wrongLength(samples, length) }
  const padding = (3 - (bytes % 3)) % 3
  const grams = new Float32Array(count)
  const isWhole = endsProperly(samples, padding) && decodeInto(grams, samples) === bytes
  if (!isWhole) return { ok: false, problem: wrongCharacter(samples, padding) }
  if (!hostIsLittleEndian) swapBytes(grams)
  dropInfinities(grams)
  return { ok: true, grams }
}

/** The reverse of `readSamples`. */
export function writeSamples(grams: Float32Array): string {
  const little = hostIsLittleEndian ? grams : swapBytes(grams.slice())
  const bytes = new Uint8Array(little.buffer, little.byteOffset, little.byteLength)
  if (typeof Buffer !== 'undefined')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Decodes straight into `grams`' own memory, so that nothing is copied and the alignment is right. */
function decodeInto(grams: Float32Array, samples: string): number {
  if (typeof Buffer === 'undefined') return decodePortably(grams, samples)
  // Buffer also takes the URL-safe alphabet. Everything else that is not base64 it skips, which leaves too few bytes.
  if (samples.includes('-') || samples.includes('_')) return 0
  return Buffer.from(grams.buffer, grams.byteOffset, grams.byteLength).write(samples, 'base64')
}

/** For hosts without `Buffer`. Answers how many bytes it wrote; 0 when the text is not base64. */
export function decodePortably(grams: Float32Array, samples: string): number {
  let binary
  try {
    binary = atob(samples)
  } catch {
    return 0
  }
  if (binary.length !== grams.byteLength) return 0
  const bytes = new Uint8Array(grams.buffer, grams.byteOffset, grams.byteLength)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes.length
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The padding stands where the length says, and the bits that it leaves over are zero. */
function endsProperly(samples: string, padding: number): boolean {
  if (padding === 0) return true
  if (!samples.endsWith('='.repeat(padding))) return false
  const last = ALPHABET.indexOf(samples.charAt(samples.length - padding - 1))
  return last >= 0 && last % (padding === 1 ? 4 : 16) === 0
}

function wrongLength(samples: string, length: number): string {
  const stray = /[^A-Za-z0-9+/=]/.exec(samples)
  const also = stray ? `, and ${JSON.stringify(stray[0])} at character ${stray.index + 1} is not base64` : ''
  return `has ${samples.length} characters where its shape needs ${length}${also}`
}

function wrongCharacter(samples: string, padding: number): string {
  const body = samples.slice(0, samples.length - padding)
  const stray = /[^A-Za-z0-9+/]/.exec(body)
  if (stray) return `has ${JSON.stringify(stray[0])} at character ${stray.index + 1}, which is not base64 there`
  return `does not end as its length asks (${JSON.stringify(samples.slice(-4))})`
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

function swapBytes(grams: Float32Array): Float32Array {
  const view = new DataView(grams.buffer, grams.byteOffset, grams.byteLength)
  for (let at = 0; at < grams.byteLength; at += 4) view.setUint32(at, view.getUint32(at, true), false)
  return grams
}

function dropInfinities(grams: Float32Array): void {
  for (let i = 0; i < grams.length; i++) if (Math.abs(grams[i]!) === Infinity) grams[i] = NaN
}
