/** Test-only: any frame that the protocol allows. */
import * as fc from 'fast-check'
import type { Frame, GateCross, GateScan, RfidFrame, TracksFrame, Vec3, WeightFrame } from './frame.ts'

const name = fc.string({ minLength: 1, maxLength: 24 })
const within = (least: number, most: number) =>
  fc.double({ min: least, max: most, noNaN: true }).map((number) => (number === 0 ? 0 : number)) // JSON has no -0
const instant = within(-1e6, 1e9)
const said = { device: name, seq: fc.integer({ min: 1, max: 1e9 }), arrivedMs: instant, capturedMs: instant }
const coordinate = within(-1000, 1000)
const place: fc.Arbitrary<Vec3> = fc.tuple(coordinate, coordinate, coordinate)
const gondola = fc.oneof(name, fc.nat({ max: 99 }).map(String), fc.constantFrom('03', '1e3', '9999999999999999999'))

const weight: fc.Arbitrary<WeightFrame> = fc
  .tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 7 }))
  .chain(([samples, shelves, plates]) =>
    fc.record({
      ...said,
      kind: fc.constant('weight' as const),
      gondola,
      rateHz: within(1, 1000),
      shape: fc.constant([samples, shelves, plates] as const),
      grams: fc.float32Array({
        minLength: samples * shelves * plates,
        maxLength: samples * shelves * plates,
        noDefaultInfinity: true,
      }),
    }),
  )

const tracks: fc.Arbitrary<TracksFrame> = fc.record({
  ...said,
  kind: fc.constant('tracks' as const),
  tracks: fc.array(fc.record({ id: name, head: place, hands: fc.array(place, { maxLength: 2 }) }), { maxLength: 5 }),
})

const scan: fc.Arbitrary<GateScan> = fc.record({
  ...said,
  kind: fc.constant('gate' as const),
  event: fc.constant('scan' as const),
  gate: name,
  shopper: name,
  party: fc.integer({ min: 1, max: 20 }),
})

const cross: fc.Arbitrary<GateCross> = fc.record({
  ...said,
  kind: fc.constant('gate' as const),
  event: fc.constant('cross' as const),
  gate: name,
  direction: fc.constantFrom('in', 'out'),
})

const rfid: fc.Arbitrary<RfidFrame> = fc.record({
  ...said,
  kind: fc.constant('rfid' as const),
  gate: name,
  reads: fc.array(fc.record({ epc: name, rssi: within(-200, 255) }), { maxLength: 5 }),
})

export const arbitraryFrame: fc.Arbitrary<Frame> = fc.oneof(weight, tracks, scan, cross, rfid)
