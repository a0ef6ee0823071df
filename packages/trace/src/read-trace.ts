import { decodeMessage } from '@store/device-protocol/decode.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { MalformedMessage } from '@store/device-protocol/malformed-message.ts'
import { type AuditPolicy, createAudit, usualAudit } from './audit.ts'
import { NOT_A_TRACE, readHeader, type TraceHeader } from './header.ts'
import { type NumberedLine, numberLines } from './number-lines.ts'
import type { TraceLine } from './trace-line.ts'
import { TraceRefused } from './trace-refused.ts'

export type { TraceHeader } from './header.ts'
export type { TraceLine } from './trace-line.ts'

/** A trace's header, and its messages in the order of their arrival. `batches` can be iterated once. */
export type TraceReader = {
  readonly header: TraceHeader
  /** As many messages at a time as the bytes happened to bring, so that waiting costs nothing per message. */
  readonly batches: AsyncIterable<readonly TraceLine[]>
}

/**
 * Reads a trace from its (uncompressed) bytes, in constant memory. `source` is what messages to a person call it.
 * Throws `TraceRefused`: here for a bad header, from `batches` for whatever comes after it. A trace that has been
 * refused is worth nothing, including the batches already read.
 */
export async function readTrace(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  policy: AuditPolicy = usualAudit,
): Promise<TraceReader> {
  const lines = numberLines(chunks, source)
  const [first, ...others] = await firstLines(lines)
  if (!first) throw TraceRefused({ source, line: 0, reason: 'there is nothing in it', advice: NOT_A_TRACE })
  try {
    return { header: headerOn(first, source), batches: framesOf(others, lines, source, policy) }
  } catch (error) {
    await lines.return() // nobody will read on, so what delivers the bytes can be closed
    throw error
  }
}

/** The first batch that is not empty; no line at all when the bytes end before. */
async function firstLines(lines: AsyncGenerator<readonly NumberedLine[], void>): Promise<readonly NumberedLine[]> {
  const next = await lines.next()
  if (next.done) return []
  return next.value.length > 0 ? next.value : firstLines(lines)
}

async function* framesOf(
  others: readonly NumberedLine[],
  lines: AsyncGenerator<readonly NumberedLine[], void>,
  source: string,
  policy: AuditPolicy,
): AsyncGenerator<readonly TraceLine[]> {
  const audit = createAudit(source, policy)
  const audited = (numbered: NumberedLine): TraceLine => {
    const line = { line: numbered.line, frame: frameOn(numbered, source) }
    audit.check(line)
    return line
  }
  let messages = others.length
  try {
    if (others.length > 0) yield others.map(audited)
    for await (const batch of lines) {
      messages += batch.length
      if (batch.length > 0) yield batch.map(audited)
    }
  } finally {
    await lines.return() // a reader may stop at the first batch, before the loop that would close the lines
  }
  if (messages === 0) throw headerOnly(source)
  audit.end()
}

function headerOn({ line, text }: NumberedLine, source: string): TraceHeader {
  const read = readHeader(parsed(text) ?? null)
  if (!read.ok) throw TraceRefused({ source, line, reason: read.reason, advice: read.advice })
  return read.header
}

function frameOn({ line, text, isUnfinished }: NumberedLine, source: string): Frame {
  const message = parsed(text)
  if (message === undefined) throw TraceRefused({ source, line, ...(isUnfinished ? brokenOff : notJson) })
  try {
    return decodeMessage(message)
  } catch (error) {
    if (!MalformedMessage.is(error)) throw error
    const { kind, path, problem, expected } = error.detail
    if (isHeader(message)) throw TraceRefused({ source, line, ...secondHeader }, error)
    const reason = `the ${kind ? `${kind} ` : ''}message is malformed: ${path || 'it'} ${problem}`
    throw TraceRefused({ source, line, reason, advice: `Expected: ${expected}.` }, error)
  }
}

/** `undefined` for what is not JSON, which JSON itself cannot say. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const brokenOff = {
  reason: 'the line breaks off in mid-message',
  advice: 'The trace was cut short: copy or record it again.',
}
const notJson = {
  reason: 'this is not JSON',
  advice: 'The file is damaged here, or something else wrote into it: copy or record it again.',
}
const secondHeader = {
  reason: 'a second header stands here',
  advice: 'Two traces were joined: replay them one by one.',
}

const headerOnly = (source: string) =>
  TraceRefused({
    source,
    line: 1,
    reason: 'the trace ends after its header: no device said anything',
    advice: 'Check that it was recorded and copied whole.',
  })

const isHeader = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'header'
