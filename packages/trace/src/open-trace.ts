/** Node only: traces as files. */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { readTrace, type TraceReader } from './read-trace.ts'
import { NOT_A_TRACE } from './header.ts'
import { UnreadableBytes } from './unreadable-bytes.ts'

/** Few hops between threads, and few lines that lie across two chunks. */
const CHUNK_BYTES = 256 * 1024

/**
 * Opens NAME.jsonl or NAME.jsonl.gz; which of the two it is, its first bytes say, not its name.
 * Throws `TraceRefused` as `readTrace` does, and for a file that cannot be read or unpacked.
 */
export const openTraceFile = (path: string): Promise<TraceReader> => readTrace(traceBytes(path), path)

/** The trace's bytes, unpacked. Throws `UnreadableBytes`. */
async function* traceBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = fileBytes(path)
  try {
    const start = await firstBytes(file)
    const whole = startingWith(start, file)
    yield* isGzip(start) ? unpacked(whole) : whole
  } finally {
    await file.return(undefined) // whoever stops in mid-trace never came to read the file to its end
  }
}

const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b

async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    const stream: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: CHUNK_BYTES })
    for await (const chunk of stream) yield chunk
  } catch (error) {
    throw UnreadableBytes({ reason: whyUnreadable(error), advice: NOT_A_TRACE }, error)
  }
}

/** At least the two bytes that tell gzip from text: a pipe may bring them one by one. */
async function firstBytes(file: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let start = Buffer.alloc(0)
  while (start.length < 2) {
    const next = await file.next()
    if (next.done) break
    start = Buffer.concat([start, next.value])
  }
  return start
}

async function* startingWith(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start
  yield* rest
}

async function* unpacked(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed, { objectMode: false, highWaterMark: 1 })
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  source.on('error', (error) => gunzip.destroy(error))
  try {
    const stream: AsyncIterable<Uint8Array> = source.pipe(gunzip)
    for await (const chunk of stream) yield chunk
  } catch (error) {
    throw UnreadableBytes.is(error) ? error : UnreadableBytes(whyNotUnpacked(error), error)
  } finally {
    source.destroy()
  }
}

function whyUnreadable(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'there is no such file'
    case 'EISDIR':
      return 'this is a directory'
    case 'EACCES':
    case 'EPERM':
      return 'the file may not be read by this user'
  }
  return `the file cannot be read (${error instanceof Error ? error.message : String(error)})`
}

/** zlib's own words, made into sentences; its "incorrect header check" is the one after a finished stream. */
function whyNotUnpacked(error: unknown): { reason: string; advice: string } {
  if (codeOf(error) === 'Z_BUF_ERROR')
    return { reason: 'the gzip data ends too early', advice: 'The file was cut short: copy or record it again.' }
  const said = error instanceof Error ? error.message : String(error)
  if (said === 'incorrect header check')
    return {
      reason: 'the gzip data is followed by something else',
      advice: 'Remove what was appended, or copy the file again.',
    }
  return { reason: `the gzip data is damaged (${said})`, advice: 'Copy or record the file again.' }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
