import type { GateCross, GateScan, RfidFrame, TracksFrame, WeightFrame } from '@store/device-protocol/frame.ts'
import { encodeMessage } from '@store/device-protocol/encode.ts'
import type { DeviceMessage } from './device-state.ts'
import { toTenth } from '../plate-physics.ts'

type Captured<F> = Omit<F, 'arrivedMs' | 'seq'>

/** What a device measured, before it is numbered and sent. Instants are milliseconds since the simulation began. */
export type Capture =
  Captured<WeightFrame> | Captured<TracksFrame> | Captured<GateScan> | Captured<GateCross> | Captured<RfidFrame>

/** As it goes to the store: trace form without `at`, `device` and `seq`, captured at an instant since the Unix epoch. */
export function messageOf(capture: Capture, epochMs: number): DeviceMessage {
  const {
    at: _at,
    device: _device,
    seq: _seq,
    ...message
  } = encodeMessage({
    ...capture,
    capturedMs: toTenth(epochMs + capture.capturedMs),
    arrivedMs: 0,
    seq: 1,
  })
  return message
}
