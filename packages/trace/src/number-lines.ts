import { limits } from '@store/device-protocol/limits.ts'
import { NOT_A_TRACE } from './header.ts'
import { createLineSplitter } from './split-lines.ts'
import { TraceRefused } from './trace-refused.ts'
import { UnreadableBytes } from './unreadable-bytes.ts'

/** `isUnfinished`: no newline ends it, so it may have been cut off. */
export type NumberedLine = { readonly line: number; readonly text: string; readonly isUnfinished: boolean }

/**
 * The text of every line, with its number from 1, as many at a time as a chunk completes. Blank lines may stand at the
 * end, and nowhere else. Throws `TraceRefused`.
 */
export async function* numberLines(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
): AsyncGenerator<readonly NumberedLine[], void, undefined> {
  const splitter = createLineSplitter(limits.messageBytes)
  const textOf = createLineDecoder(source)
  let line = 0
  let blank: number | undefined

  const numbered = (bytes: Uint8Array, isUnfinished: boolean): NumberedLine[] => {
    line += 1
    const text = textOf(bytes, line)
    if (text.length < LONGEST_BLANK && text.trim() === '') {
      blank ??= line
      return []
    }
    if (blank !== undefined) throw blankLine(source, blank)
    return [{ line, text, isUnfinished }]
  }

  try {
    for await (const chunk of chunks) {
      const { lines, isTooLong } = splitter.push(chunk)
      if (lines.length > 0) yield lines.flatMap((bytes) => numbered(bytes, false))
      if (isTooLong) throw tooLong(source, line + 1)
    }
  } catch (error) {
    if (UnreadableBytes.is(error)) throw TraceRefused({ source, line, ...error.detail }, error)
    throw error
  }
  const rest = splitter.rest()
  if (rest.length > 0) yield numbered(rest, true)
}

/** Only what is shorter is looked at as possibly blank, so that no message is scanned for it. */
const LONGEST_BLANK = 64

function createLineDecoder(source: string): (bytes: Uint8Array, line: number) => string {
  // A byte order mark is allowed once, on line 1; further down it would be a stray character like any other.
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return (bytes, line) => {
    try {
      const text = utf8.decode(bytes)
      return line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
    } catch (error) {
      throw TraceRefused({ source, line, reason: 'the line is not valid UTF-8', advice: adviceAt(line) }, error)
    }
  }
}

function blankLine(source: string, line: number) {
  const advice = line === 1 ? NOT_A_TRACE : 'A message is missing here: copy or record the trace again.'
  return TraceRefused({ source, line, reason: 'the line is blank, and more follows', advice })
}

function tooLong(source: string, line: number) {
  const reason = `the line is over ${limits.messageBytes} bytes long, more than any device message`
  return TraceRefused({ source, line, reason, advice: adviceAt(line) })
}

const adviceAt = (line: number): string =>
  line === 1 ? NOT_A_TRACE : 'The file is damaged here: copy or record it again.'
