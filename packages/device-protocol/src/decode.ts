import type { z } from 'zod'
import type { Frame, GateFrame, RfidFrame, TracksFrame, WeightFrame } from './frame.ts'
import { limits } from './limits.ts'
import { malformedBy, MalformedMessage, shown } from './malformed-message.ts'
import { GateCrossMessage, GateScanMessage, RfidMessage, TracksMessage, WeightMessage } from './message.ts'
import { readSamples } from './samples.ts'

/** From the wire to a frame. Fields that the protocol does not know are ignored. Throws `MalformedMessage`. */
export function decodeMessage(message: unknown): Frame {
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    throw MalformedMessage({ kind: '', path: '', problem: shown(message), expected: 'a JSON object' })
  const kind: unknown = 'kind' in message ? message.kind : undefined
  switch (kind) {
    case 'weight':
      return weightFrame(checked(WeightMessage, kind, message))
    case 'tracks':
      return tracksFrame(checked(TracksMessage, kind, message))
    case 'gate':
      return gateFrame(message)
    case 'rfid':
      return rfidFrame(checked(RfidMessage, kind, message))
  }
  throw MalformedMessage({
    kind: '',
    path: 'kind',
    problem: shown(kind),
    expected: '"weight", "tracks", "gate" or "rfid"',
  })
}

function weightFrame(message: WeightMessage): WeightFrame {
  const [samples, shelves, plates] = message.shape
  const count = samples * shelves * plates
  if (count > limits.readings)
    throw MalformedMessage({
      kind: 'weight',
      path: 'shape',
      problem: `is ${samples} x ${shelves} x ${plates}, which makes ${count} readings`,
      expected: `at most ${limits.readings}`,
    })
  const read = readSamples(message.samples, count)
  if (!read.ok)
    throw MalformedMessage({
      kind: 'weight',
      path: 'samples',
      problem: read.problem,
      expected: `base64 of ${samples} x ${shelves} x ${plates} little-endian float32`,
    })
  return {
    kind: 'weight',
    device: message.device,
    seq: message.seq,
    arrivedMs: message.at,
    capturedMs: message.t,
    gondola: String(message.gondola),
    rateHz: message.rate,
    shape: message.shape,
    grams: read.grams,
  }
}

function tracksFrame(message: TracksMessage): TracksFrame {
  return {
    kind: 'tracks',
    device: message.device,
    seq: message.seq,
    arrivedMs: message.at,
    capturedMs: message.t,
    tracks: message.tracks.map(({ id, x, y, z, hands }) => ({ id, head: [x, y, z], hands: hands ?? [] })),
  }
}

function gateFrame(unchecked: object): GateFrame {
  const event: unknown = 'event' in unchecked ? unchecked.event : undefined
  switch (event) {
    case 'scan': {
      const { device, seq, at, t, gate, shopper, party } = checked(GateScanMessage, 'gate', unchecked)
      return { kind: 'gate', event, device, seq, arrivedMs: at, capturedMs: t, gate, shopper, party }
    }
    case 'cross': {
      const { device, seq, at, t, gate, direction } = checked(GateCrossMessage, 'gate', unchecked)
      return { kind: 'gate', event, device, seq, arrivedMs: at, capturedMs: t, gate, direction }
    }
  }
  throw MalformedMessage({ kind: 'gate', path: 'event', problem: shown(event), expected: '"scan" or "cross"' })
}

function rfidFrame({ device, seq, at, t, gate, reads }: RfidMessage): RfidFrame {
  return { kind: 'rfid', device, seq, arrivedMs: at, capturedMs: t, gate, reads }
}

function checked<Message>(schema: z.ZodType<Message>, kind: string, message: object): Message {
  const result = schema.safeParse(message)
  if (!result.success) throw malformedBy(result.error, kind, message)
  return result.data
}
