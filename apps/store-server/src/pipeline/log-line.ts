import { decodeMessage } from '@store/device-protocol/decode.ts'
import { encodeMessage } from '@store/device-protocol/encode.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { z } from 'zod'

/**
 * One line of the frame log: a trace's message, and where it came from. A trace ignores fields that it does not know, so
 * the log can be read as a trace as it stands.
 */
export interface LoggedFrame {
  readonly frame: Frame
  readonly origin: Origin
  /** What heartbeats had said of streams before this was written: how far each was silent, ms since the run began. */
  readonly heard?: Readonly<Record<string, number>> | undefined
}

/** A device's own numbering, or the visit that the server's own scan opened. */
export type Origin = { readonly boot: string; readonly bootSeq: number } | { readonly visit: string }

export const lineOf = ({ frame, origin, heard }: LoggedFrame): string =>
  `${JSON.stringify({ ...encodeMessage(frame), ...origin, ...(heard && { heard }) })}\n`

/** Throws for what no server of ours wrote. */
export function readLine(text: string): LoggedFrame {
  const message: unknown = JSON.parse(text)
  const { heard, ...origin } = LineFields.parse(message)
  return { frame: decodeMessage(message), origin, ...(heard && { heard }) }
}

/** The message alone, as a trace has it. */
export function messageOn(text: string) {
  const { boot: _, bootSeq: __, visit: ___, heard: ____, ...message } = LoggedMessage.parse(JSON.parse(text))
  return message
}

const heard = z.record(z.string(), z.number()).optional()
const LineFields = z.union([
  z.object({ boot: z.string(), bootSeq: z.int().positive(), heard }),
  z.object({ visit: z.string(), heard }),
])
const LoggedMessage = z.looseObject({ at: z.number(), t: z.number(), device: z.string(), seq: z.int() })
