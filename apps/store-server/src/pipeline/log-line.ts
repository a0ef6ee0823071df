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
  /** So many messages of its device right before it were thinned out. */
  readonly leftOut?: number | undefined
}

/** A device's own numbering, or the visit that the server's own scan opened. */
export type Origin = { readonly boot: string; readonly bootSeq: number } | { readonly visit: string }

export const lineOf = ({ frame, origin, heard }: LoggedFrame): string =>
  `${JSON.stringify({ ...encodeMessage(frame), ...origin, ...(heard && { heard }) })}\n`

/** The same line, which tells how many right before it are no more. */
export const withLeftOut = (line: string, leftOut: number): string =>
  leftOut === 0 ? line : `${line.slice(0, -1)},"leftOut":${leftOut}}`

/** Throws for what no server of ours wrote. */
export function readLine(text: string): LoggedFrame {
  const message: unknown = JSON.parse(text)
  const { heard, leftOut, ...origin } = LineFields.parse(message)
  return { frame: decodeMessage(message), origin, ...(heard && { heard }), ...(leftOut && { leftOut }) }
}

/** The message alone, as a trace has it. */
export function messageOn(text: string) {
  const {
    boot: _,
    bootSeq: __,
    visit: ___,
    heard: ____,
    leftOut = 0,
    ...message
  } = LoggedMessage.parse(JSON.parse(text))
  return { message, leftOut }
}

const besides = { heard: z.record(z.string(), z.number()).optional(), leftOut: z.int().positive().optional() }
const LineFields = z.union([
  z.object({ boot: z.string(), bootSeq: z.int().positive(), ...besides }),
  z.object({ visit: z.string(), ...besides }),
])
const LoggedMessage = z.looseObject({
  at: z.number(),
  t: z.number(),
  device: z.string(),
  seq: z.int(),
  leftOut: z.int().optional(),
})
