import { encodeMessage } from '@store/device-protocol/encode.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { type TraceHeader, wireHeader } from './header.ts'

/** A trace as text: one line per string, each with its newline. Frames stand in the order given: that of arrival. */
export function* traceText(header: TraceHeader, frames: Iterable<Frame>): Generator<string> {
  yield headerText(header)
  for (const frame of frames) yield frameText(frame)
}

export const headerText = (header: TraceHeader): string => `${JSON.stringify(wireHeader(header))}\n`

export const frameText = (frame: Frame): string => `${JSON.stringify(encodeMessage(frame))}\n`
