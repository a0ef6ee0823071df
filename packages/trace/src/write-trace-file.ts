/** Node only: traces as files. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Frame } from '@store/device-protocol/frame.ts'
import type { TraceHeader } from './header.ts'
import { frameText, headerText } from './write-trace.ts'

const CHUNK_CHARACTERS = 256 * 1024

/**
 * Writes NAME.jsonl, or NAME.jsonl.gz when the name says so. The same trace makes the same bytes in every run (Node
 * leaves gzip's time stamp zero). Memory stays constant however long the frames go on. The file appears under its
 * name only once it is whole; when `frames` or the disk fails, nothing is left behind and the error is thrown.
 */
export async function writeTraceFile(
  path: string,
  header: TraceHeader,
  frames: Iterable<Frame> | AsyncIterable<Frame>,
): Promise<void> {
  const partial = `${path}.${process.pid}.partial`
  const text = Readable.from(chunkedText(header, frames), { objectMode: false })
  const file = createWriteStream(partial)
  try {
    await (path.endsWith('.gz') ? pipeline(text, createGzip({ chunkSize: 64 * 1024 }), file) : pipeline(text, file))
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function* chunkedText(
  header: TraceHeader,
  frames: Iterable<Frame> | AsyncIterable<Frame>,
): AsyncGenerator<Buffer> {
  let text = headerText(header)
  for await (const frame of frames) {
    text += frameText(frame)
    if (text.length < CHUNK_CHARACTERS) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}
