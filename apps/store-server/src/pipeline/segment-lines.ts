import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

const CHUNK_BYTES = 256 * 1024

/**
 * The lines of segments, one after the other, as many at a time as a chunk completes. `durableBytes` says, when a segment
 * is reached, how much of it may be read: the log may be growing meanwhile.
 */
export async function* linesOf(
  paths: readonly string[],
  durableBytes: (path: string) => Promise<number>,
  withHeaders = false,
): AsyncGenerator<readonly string[]> {
  for (const path of paths) {
    const most = await durableBytes(path)
    if (most <= 0) continue
    let isHeader = !withHeaders
    let rest = ''
    for await (const chunk of textOf(path, most)) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()!
      if (isHeader && lines.length > 0) {
        lines.shift()
        isHeader = false
      }
      if (lines.length > 0) yield lines
    }
  }
}

function textOf(path: string, most: number): AsyncIterable<string> {
  const bytes = createReadStream(path, {
    highWaterMark: CHUNK_BYTES,
    ...(Number.isFinite(most) && { end: most - 1 }),
  })
  if (!path.endsWith('.gz')) return bytes.setEncoding('utf8')
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
  bytes.once('error', (error) => unpacked.destroy(error))
  // A reader that stops early must not leave the file open.
  unpacked.once('close', () => bytes.destroy())
  return bytes.pipe(unpacked).setEncoding('utf8')
}
