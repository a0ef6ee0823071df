import { describe, expect, test } from 'vitest'
import { changeOf, corn, facings, here, peas } from './attribution-scene.ts'
import { readFor, type Claim } from './claim.ts'
import { evidenceOf } from './evidence.ts'
import type { Happening } from './happening.ts'

const took = (actor: string, product: typeof corn): Happening => ({
  kind: 'moved',
  actor,
  move: { kind: 'take', product, facing: facings.corn },
  reached: { atMs: 0, plate: 1.5, ratio: here },
})

const evidence = evidenceOf(
  changeOf({ plates: { 1: -120, 2: -80, 3: -3 } }),
  [
    { happened: [took('ana', corn)], probability: 0.9 },
    { happened: [took('ben', corn)], probability: 0.05 },
    { happened: [took('track-7', corn), took('ben', peas)], probability: 0.03 },
    { happened: [took('ana', peas)], probability: 0.015 },
    { happened: [{ kind: 'nothing' }], probability: 0.0005 },
  ],
  [{ actor: 'ana', ratio: here }],
)
const ana: Claim = { gtin: corn.gtin, isOwn: (actor) => actor === 'ana' || actor === 'track-7' }

describe('[FA41] a change is read for a claim', () => {
  test('what supports it counts together, whatever its shopper was called then', () => {
    const { believed } = readFor(evidence, ana)
    expect(believed?.probability).toBeCloseTo(0.93)
    expect(believed?.acts).toMatchObject([{ actor: 'ana', gtin: corn.gtin }])
  })

  test('another article, another hand: told as what else it may have been, unless it hardly could', () => {
    const { otherwise } = readFor(evidence, ana)
    expect(otherwise.map(({ probability }) => probability)).toEqual([0.05, 0.015])
  })

  test('without a claim nothing is believed', () => {
    const { believed, otherwise } = readFor(evidence, undefined)
    expect([believed, otherwise.length]).toEqual([undefined, 4])
  })

  test('a plate that only trembled is not one of its places', () => {
    expect(readFor(evidence, ana).plates).toEqual([1, 2])
  })
})
