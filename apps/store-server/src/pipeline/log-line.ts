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
}

/** A device's own numbering, or the visit that the server's own scan opened. */
export type Origin = { readonly boot: string; readonly bootSeq: number } | { readonly visit: string }

export const lineOf = ({ frame, origin }: LoggedFrame): string =>
  `${JSON.stringify({ ...encodeMessage(frame), ...origin })}\n`

/** Throws for what no server of ours wrote. */
export function readLine(text: string): LoggedFrame {
  const message: unknown = JSON.parse(text)
  return { frame: decodeMessage(message), origin: OriginFields.parse(message) }
}

const OriginFields = z.union([
  z.object({ boot: z.string(), bootSeq: z.int().positive() }),
  z.object({ visit: z.string() }),
])
