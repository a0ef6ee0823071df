import type { DeviceKind } from '@store/contract/device.ts'
import { decodeMessage } from '@store/device-protocol/decode.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'

/** Who speaks, as its token says; nothing in a message can change it. */
export interface DeviceIdentity {
  readonly deviceId: string
  readonly storeId: string
  readonly kind: DeviceKind
}

export const NotItsBusiness = defineFault(
  'device.not-its-business',
  'refused',
  (d: { device: string; kind: DeviceKind; said: string; may: string }) =>
    `Device ${d.device} is enrolled as ${d.kind} and said ${d.said}; it may only say ${d.may}. ` +
    `Nothing of the batch was taken; enrol the device as what it is.`,
)

export const NotInThisStore = defineFault(
  'device.not-in-this-store',
  'refused',
  (d: { device: string; what: string; known: string }) =>
    `Device ${d.device} speaks of ${d.what}, which this store does not have (there are ${d.known}); ` +
    `nothing of the batch was taken. Set the device up for its place, or add the place to the store's layout.`,
)

export const ClockAhead = defineFault(
  'device.clock-ahead',
  'refused',
  (d: { device: string; aheadMs: number }) =>
    `Device ${d.device} says it measured something ${Math.round(d.aheadMs)} ms from now; nothing of the batch was taken. ` +
    `Set its clock by the time that the server tells in its welcome.`,
)

/** Clocks differ by some tens of milliseconds; a trace with more than this would be refused by its reader too. */
const MOST_AHEAD_MS = 5_000

/** When and under which number a message is written down. */
export interface Stamp {
  readonly seq: number
  readonly atMs: number
}

/** Reads what devices of a store may say, each according to its kind, into frames of the time of a run [RT4]. */
export function deviceSpeech(layout: StoreLayout) {
  const gondolas = new Set(layout.gondolas.map(({ id }) => id))
  const gates = new Set(layout.gates.map(({ id }) => id))

  function checkPlace(device: string, frame: Frame): void {
    const [places, noun, id] =
      frame.kind === 'weight'
        ? ([gondolas, 'gondola', frame.gondola] as const)
        : frame.kind === 'tracks'
          ? ([undefined, '', ''] as const)
          : ([gates, 'gate', frame.gate] as const)
    if (!places || places.has(id)) return
    throw NotInThisStore({ device, what: `${noun} ${id}`, known: `${noun}s ${[...places].join(', ') || 'none'}` })
  }

  return {
    /** Throws a Fault for whatever this device may not say. `t` on the wire is Unix time; time zero is `startedMs`. */
    frameOf(
      { deviceId: device, kind }: DeviceIdentity,
      message: Readonly<Record<string, unknown>>,
      { seq, atMs }: Stamp,
      startedMs: number,
    ): Frame {
      const said = saidBy(message)
      if (said !== mayOnlySay[kind]) throw NotItsBusiness({ device, kind, said, may: mayOnlySay[kind] })
      const t: unknown = message['t']
      const frame = decodeMessage({ ...message, device, seq, at: atMs, t: typeof t === 'number' ? t - startedMs : t })
      checkPlace(device, frame)
      if (frame.capturedMs - atMs > MOST_AHEAD_MS) throw ClockAhead({ device, aheadMs: frame.capturedMs - atMs })
      return frame
    },
  }
}

export type DeviceSpeech = ReturnType<typeof deviceSpeech>

/** A gate tells of crossings. Which pass was scanned only the server can say, once it has checked the pass. */
const mayOnlySay: Record<DeviceKind, string> = {
  plates: 'weight',
  tracker: 'tracks',
  gate: 'gate cross',
  rfid: 'rfid',
}

function saidBy({ kind, event }: Readonly<Record<string, unknown>>): string {
  if (kind === 'gate') return `gate ${typeof event === 'string' ? event.slice(0, 40) : 'nothing'}`
  return typeof kind === 'string' ? kind.slice(0, 40) : 'something without a kind'
}
