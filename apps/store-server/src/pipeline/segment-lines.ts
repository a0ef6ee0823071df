import { createReadStream } from 'node:fs'

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
    const stream: AsyncIterable<string> = createReadStream(path, {
      highWaterMark: CHUNK_BYTES,
      encoding: 'utf8',
      ...(Number.isFinite(most) && { end: most - 1 }),
    })
    for await (const chunk of stream) {
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
