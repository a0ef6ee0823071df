import { assert } from '@store/kernel/assert.ts'
import type { Frame, GateFrame, RfidFrame, TracksFrame, WeightFrame } from './frame.ts'
import type {
  GateCrossMessage,
  GateScanMessage,
  Message,
  RfidMessage,
  TracksMessage,
  WeightMessage,
} from './message.ts'
import { writeSamples } from './samples.ts'

/** From a frame to the wire: `decodeMessage(encodeMessage(frame))` is the frame again. */
export function encodeMessage(frame: Frame): Message {
  if (frame.kind === 'weight') return weightMessage(frame)
  if (frame.kind === 'tracks') return tracksMessage(frame)
  if (frame.kind === 'gate') return gateMessage(frame)
  return rfidMessage(frame)
}

function weightMessage({
  device,
  seq,
  arrivedMs,
  capturedMs,
  gondola,
  rateHz,
  shape,
  grams,
}: WeightFrame): WeightMessage {
  const [samples, shelves, plates] = shape
  assert(grams.length === samples * shelves * plates, `frame ${seq} of ${device} does not have its own shape`)
  return {
    at: arrivedMs,
    device,
    kind: 'weight',
    t: capturedMs,
    rate: rateHz,
    gondola: gondolaOnTheWire(gondola),
    shape: [samples, shelves, plates],
    samples: writeSamples(grams),
    seq,
  }
}

function tracksMessage({ device, seq, arrivedMs, capturedMs, tracks }: TracksFrame): TracksMessage {
  const people = tracks.map(({ id, head: [x, y, z], hands }) =>
    hands.length === 0 ? { id, x, y, z } : { id, x, y, z, hands: hands.map((hand): Place => [...hand]) },
  )
  return { at: arrivedMs, device, kind: 'tracks', t: capturedMs, tracks: people, seq }
}

type Place = [x: number, y: number, z: number]

function gateMessage(frame: GateFrame): GateScanMessage | GateCrossMessage {
  const { device, seq, arrivedMs: at, capturedMs: t, gate } = frame
  return frame.event === 'scan'
    ? { at, device, kind: 'gate', t, gate, event: 'scan', shopper: frame.shopper, party: frame.party, seq }
    : { at, device, kind: 'gate', t, gate, event: 'cross', direction: frame.direction, seq }
}

function rfidMessage({ device, seq, arrivedMs, capturedMs, gate, reads }: RfidFrame): RfidMessage {
  return { at: arrivedMs, device, kind: 'rfid', t: capturedMs, gate, reads: [...reads], seq }
}

/** As a number where the number reads back as the same name: `3`, but `"03"`. */
const gondolaOnTheWire = (gondola: string): number | string =>
  /^(0|[1-9]\d{0,14})$/.test(gondola) ? Number(gondola) : gondola
