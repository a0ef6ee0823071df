import type { Frame } from '@store/device-protocol/frame.ts'
import { streamOf } from '@store/engine/watermark.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { DeviceIdentity } from './device-speech.ts'

/** What each device speaks of: its heartbeat speaks for the same, as silence is news too. */
export interface DeviceStreams extends Stateful<ReadonlyMap<string, string[]>> {
  spoke(frame: Frame): void
  of(device: Pick<DeviceIdentity, 'deviceId' | 'kind'>): readonly string[]
}

/**
 * A gate device that bears the name of a gate speaks for it from its first heartbeat on. Else everybody's basket would
 * wait for a gate that nobody has gone through yet, as for one that is late: for seconds, until the first shopper leaves.
 */
export function deviceStreams({ gates }: Pick<StoreLayout, 'gates'>): DeviceStreams {
  const names = new Set(gates.map(({ id }) => id))
  const streams = new Map<string, string[]>()
  return {
    spoke(frame) {
      const stream = streamOf(frame)
      const known = streams.get(frame.device)
      if (!known) streams.set(frame.device, [stream])
      else if (!known.includes(stream)) known.push(stream)
    },
    of: ({ deviceId, kind }) =>
      streams.get(deviceId) ?? (kind === 'gate' && names.has(deviceId) ? [`gate/${deviceId}`] : []),
    save: () => streams,
    restore: (state) => refill(streams, state),
  }
}
