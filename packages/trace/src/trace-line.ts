import type { Frame } from '@store/device-protocol/frame.ts'

/** One device message of a trace. `line` counts from 1 (the header), so the first message is on line 2. */
export type TraceLine = { readonly line: number; readonly frame: Frame }
