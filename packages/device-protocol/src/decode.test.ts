import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryFrame } from './arbitrary-frame.ts'
import { decodeMessage } from './decode.ts'
import { encodeMessage } from './encode.ts'
import type { Frame } from './frame.ts'
import { limits } from './limits.ts'
import { MalformedMessage } from './malformed-message.ts'
import { decodePortably, writeSamples } from './samples.ts'

const said = { at: 120, t: 20, device: 'shelf-1', seq: 1 }
const weight = { ...said, kind: 'weight', rate: 60, gondola: 1, shape: [1, 1, 3], samples: base64(1, 2, 3) }
const tracks = { ...said, kind: 'tracks', tracks: [{ id: 't', x: 1, y: 2, z: 1.7, hands: [[1, 2, 1]] }] }
const scan = { ...said, kind: 'gate', gate: 'entry', event: 'scan', shopper: 'ana', party: 2 }
const cross = { ...said, kind: 'gate', gate: 'exit', event: 'cross', direction: 'out' }
const rfid = { ...said, kind: 'rfid', gate: 'exit', reads: [{ epc: 'e', rssi: -60 }] }

const beyond: readonly [what: string, message: object][] = [
  ['a sequence number of 0', { ...cross, seq: 0 }],
  ['half a sequence number', { ...cross, seq: 1.5 }],
  ['an instant in Unix time', { ...cross, t: 1_795_000_000_000 }],
  ['an instant that is no number', { ...cross, t: 'noon' }],
  ['a rate of 0', { ...weight, rate: 0 }],
  ['a rate beyond the limit', { ...weight, rate: limits.rateHz.most + 1 }],
  ['a party of 0', { ...scan, party: 0 }],
  ['a party beyond the limit', { ...scan, party: limits.party + 1 }],
  ['a name beyond the limit', { ...scan, shopper: 'x'.repeat(limits.idLength + 1) }],
  ['a coordinate off the map', { ...tracks, tracks: [{ id: 't', x: limits.coordinateMetres + 1, y: 0, z: 1 }] }],
  [
    'a third hand',
    {
      ...tracks,
      tracks: [
        {
          id: 't',
          x: 0,
          y: 0,
          z: 1,
          hands: [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
      ],
    },
  ],
]

describe('what a device says is what the store reads', () => {
  test('[DP1] every frame survives the wire', () => {
    fc.assert(
      fc.property(arbitraryFrame, (frame) => {
        expect(decodeMessage(encodeMessage(frame))).toEqual(frame)
      }),
    )
  })

  test('[DP1] also as JSON text', () => {
    fc.assert(
      fc.property(arbitraryFrame, (frame) => {
        expect(decodeMessage(overTheWire(frame))).toEqual(frame)
      }),
    )
  })

  test.each(beyond)('[DP7] %s is refused', (_, message) => {
    expect(() => decodeMessage(message)).toThrow(expect.objectContaining({ code: MalformedMessage.code }))
  })

  test('[DP4] readings stand in the order sample, shelf, plate', () => {
    const message = { ...weight, shape: [2, 1, 3], samples: base64(1, 2, 3, 4, NaN, 6) }
    expect(decodeMessage(message)).toMatchObject({ shape: [2, 1, 3], grams: Float32Array.of(1, 2, 3, 4, NaN, 6) })
  })

  test('[DP4] the bytes are little-endian, whatever the host is', () => {
    const message = { ...weight, shape: [1, 1, 1], samples: 'AACAPw==' } // 00 00 80 3f
    expect(decodeMessage(message)).toMatchObject({ grams: Float32Array.of(1) })
  })

  test('[DP4] a saturated reading is no reading', () => {
    const message = { ...weight, samples: base64(Infinity, -Infinity, 3) }
    expect(decodeMessage(message)).toMatchObject({ grams: Float32Array.of(NaN, NaN, 3) })
  })

  test.each([
    [3, '3'],
    ['3', '3'],
    ['03', '03'],
    ['wine', 'wine'],
  ])('[DP6] gondola %j is called %j', (sent, name) => {
    expect(decodeMessage({ ...weight, gondola: sent })).toMatchObject({ gondola: name })
  })

  test('[DP8] a field that a later protocol adds is ignored', () => {
    expect(decodeMessage({ ...cross, battery: 0.9 })).toEqual(decodeMessage(cross))
  })
})

describe('[DP2] what is malformed is refused, and the message says where and why', () => {
  test.each<[unknown, string]>([
    [null, 'it is null; expected a JSON object'],
    [[], 'it is a list of 0; expected a JSON object'],
    [{ ...said }, 'kind is missing; expected "weight", "tracks", "gate" or "rfid"'],
    [{ ...said, kind: 'smell' }, 'kind is "smell"'],
    [{ ...weight, seq: 0 }, 'seq is 0; expected a whole number from 1'],
    [{ ...weight, seq: '7' }, 'seq is "7"; expected a whole number from 1'],
    [{ ...weight, at: undefined }, 'at is missing; expected milliseconds'],
    [{ ...weight, t: 1_768_000_000_000 }, 't is 1768000000000; expected milliseconds since time zero'],
    [{ ...weight, device: '' }, 'device is ""; expected a name'],
    [{ ...weight, device: 'x'.repeat(limits.idLength + 1) }, '(129 characters); expected a name'],
    [{ ...weight, rate: 0 }, 'rate is 0; expected samples a second, from 1 to 1000'],
    [{ ...weight, gondola: 1.5 }, 'gondola is 1.5; expected a gondola'],
    [{ ...weight, samples: 7 }, 'samples is 7; expected base64'],
    [{ ...tracks, tracks: {} }, 'tracks is an object; expected a list of at most 500 people'],
    [{ ...tracks, tracks: [{ id: 't', x: 1, y: 2e9, z: 1 }] }, 'tracks[0].y is 2000000000; expected metres'],
    [{ ...tracks, tracks: [{ id: 't', x: 1, y: 2, z: 1, hands: [[1, 2, '3']] }] }, 'tracks[0].hands[0][2] is "3"'],
    [{ ...tracks, tracks: Array.from({ length: 501 }, () => tracks.tracks[0]) }, 'tracks is a list of 501'],
    [{ ...scan, party: 0 }, 'party is 0; expected a number of people from 1 to 20'],
    [{ ...scan, shopper: undefined }, 'shopper is missing; expected a name'],
    [{ ...scan, event: 'jump' }, 'event is "jump"; expected "scan" or "cross"'],
    [{ ...cross, direction: 'up' }, 'direction is "up"; expected "in" or "out"'],
    [{ ...rfid, reads: [{ epc: 'e', rssi: NaN }] }, 'reads[0].rssi is NaN; expected a signal strength'],
  ])('%j: %s', (message, says) => {
    expect(refusal(message)).toContain(says)
    expect(refusal(message)).not.toContain('\n')
  })

  test.each([
    [[0, 1, 3]],
    [[1, -1, 3]],
    [[1, 1.5, 2]],
    [[1, 1]],
    [[1, 1, 3, 1]],
    [[limits.samples + 1, 1, 1]],
    ['1x1x3'],
  ])('[DP5] a shape of %j is refused as a shape', (shape) =>
    expect(refusal({ ...weight, shape })).toMatch(/weight message: shape.* expected a (shape|number)/),
  )

  test('[DP5] a shape within each limit but over the whole is refused before anything is decoded', () => {
    const says = refusal({ ...weight, shape: [limits.samples, limits.shelves, limits.plates] })
    expect(says).toContain('shape is 4096 x 32 x 64, which makes 8388608 readings; expected at most 1000000')
  })
})

describe('[DP3] base64 is read to the letter', () => {
  test('a shape that the samples do not fill is said as lengths', () => {
    expect(refusal({ ...weight, shape: [2, 1, 3] })).toContain('samples has 16 characters where its shape needs 32')
  })

  test.each([
    ['a space', ' ', 'has " " at character 5'],
    ['a line break', '\n', 'has "\\n" at character 5'],
    ['the URL-safe alphabet', '_', 'has "_" at character 5'],
    ['padding in the middle', '=', 'has "=" at character 5'],
    ['a letter from elsewhere', 'é', 'has "é" at character 5'],
  ])('%s', (_, wrong, says) => {
    expect(
      refusal({ ...weight, samples: `${weight.samples.slice(0, 4)}${wrong}${weight.samples.slice(5)}` }),
    ).toContain(says)
  })

  test.each([
    ['missing padding', [1, 1, 1], 'AACAPwAA'],
    ['one pad for two', [1, 1, 1], 'AACAPwA='],
    ['bits left over', [1, 1, 1], 'AACAPx=='],
    ['padding where none belongs', [1, 1, 3], 'AACAPwAAAEAAAEA='],
  ])('%s', (_, shape, samples) => {
    expect(refusal({ ...weight, shape, samples })).toMatch(/samples (does not end|has "=" at)/)
  })

  test('no single wrong character passes, wherever it stands', () => {
    const readings = fc.float32Array({ minLength: 1, maxLength: 9 })
    const stray = fc.constantFrom(' ', '\n', '-', '_', '=', ',', 'é', '\0')
    fc.assert(
      fc.property(readings, fc.nat(), stray, (grams, place, wrong) => {
        const samples = writeSamples(grams)
        const at = place % samples.length
        fc.pre(samples[at] !== wrong)
        const broken = samples.slice(0, at) + wrong + samples.slice(at + 1)
        expect(() => decodeMessage({ ...weight, shape: [grams.length, 1, 1], samples: broken })).toThrow(/samples/)
      }),
    )
  })

  test('a host without Buffer reads the same', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 40 }), (grams) => {
        const read = new Float32Array(grams.length)
        expect(decodePortably(read, writeSamples(grams))).toBe(grams.byteLength)
        expect(read).toEqual(grams)
      }),
    )
    expect(decodePortably(new Float32Array(1), 'AAC Pw==')).toBe(0)
    expect(decodePortably(new Float32Array(1), 'AAC*Pw==')).toBe(0)
  })
})

function refusal(message: unknown): string {
  try {
    decodeMessage(message)
  } catch (error) {
    if (MalformedMessage.is(error)) return error.message
    throw error
  }
  return 'was not refused'
}

function overTheWire(frame: Frame): unknown {
  return JSON.parse(JSON.stringify(encodeMessage(frame)))
}

function base64(...grams: number[]): string {
  return writeSamples(Float32Array.from(grams))
}
