import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The least that anybody could do with a trace: unpack it, parse every line, decode the samples and add them up. */
export function referenceSum(path: string): number {
  let sum = 0
  for (const line of gunzipSync(readFileSync(path)).toString().split('\n')) {
    if (line === '') continue
    const message: unknown = JSON.parse(line)
    if (typeof message !== 'object' || message === null || !('samples' in message)) continue
    for (const grams of floatsIn(String(message.samples))) if (!Number.isNaN(grams)) sum += grams
  }
  return sum
}

function floatsIn(base64: string): Float32Array {
  const floats = new Float32Array(Buffer.byteLength(base64, 'base64') >> 2)
  Buffer.from(floats.buffer).write(base64, 'base64')
  return floats
}
