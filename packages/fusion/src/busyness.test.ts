import { describe, expect, test } from 'vitest'
import { corn, facings, here, unitOf } from './attribution-scene.ts'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { againFactor, busyness } from './busyness.ts'
import type { Considered, Happening } from './happening.ts'
import type { ShelfChange } from './shelf-change.ts'

const changeAt = (momentMs: number, plate: number, shelf = 1): ShelfChange => ({
  id: `g/${shelf}/${plate}@${momentMs}`,
  gondola: 'g',
  shelf,
  startedMs: momentMs - 300,
  momentMs,
  settledMs: momentMs + 900,
  closedMs: momentMs + 1_200,
  plates: [{ plate, grams: -100, sigmaGrams: 0.3, momentMs }],
})
const reached = { atMs: 10_000, plate: 2, ratio: here }
const moved = (
  actor: string,
  move: Extract<Happening, { kind: 'moved' }>['move'],
  probability: number,
): Considered => ({
  happened: [{ kind: 'moved', actor, move, reached }],
  probability,
})
const putBack = (actor: string, probability: number): Considered =>
  moved(actor, { kind: 'return', actor, unit: unitOf(corn), held: 1, facing: facings.corn }, probability)
const took = (actor: string, probability: number): Considered =>
  moved(actor, { kind: 'take', product: corn, facing: facings.corn }, probability)

describe('whose hand was full', () => {
  test('[FA40] who put something down on another plate just then is unlikely to have done this too', () => {
    const busy = busyness(policy)
    busy.note(changeAt(10_000, 2), [putBack('ana', 1)])
    expect(busy.factor('ana', changeAt(11_000, 9))).toBeCloseTo(policy.busy)
    expect(busy.factor('ana', changeAt(11_000, 2, 3))).toBeCloseTo(policy.busy)
    expect(busy.factor('ben', changeAt(11_000, 9))).toBe(1)
  })

  test('[FA40] as far as they are believed to have put it there', () => {
    const busy = busyness(policy)
    busy.note(changeAt(10_000, 2), [putBack('ana', 0.5), putBack('ben', 0.5)])
    expect(busy.factor('ana', changeAt(11_000, 9))).toBeCloseTo(1 - 0.5 * (1 - policy.busy))
  })

  test('[FA40] not at the same place, and not once there was time to reach again', () => {
    const busy = busyness(policy)
    busy.note(changeAt(10_000, 2), [putBack('ana', 1)])
    expect(busy.factor('ana', changeAt(10_500, 2 + policy.onePlacePlates))).toBe(1)
    expect(busy.factor('ana', changeAt(10_000 + policy.busyMs, 9))).toBe(1)
  })

  test('[FA40] also when the later act came to be known first', () => {
    const busy = busyness(policy)
    busy.note(changeAt(11_000, 9), [putBack('ana', 1)])
    expect(busy.factor('ana', changeAt(10_000, 2))).toBeCloseTo(policy.busy)
  })
})

describe('the reach that a thing was taken in', () => {
  const first = changeAt(10_000, 2)
  const unit = unitOf(corn, first.id)

  test('[FA56] is known of whoever may have taken it, for as long as it can bear on a change', () => {
    const busy = busyness(policy)
    busy.note(first, [took('ana', 0.6), took('ben', 0.4)])
    const soon = busy.reachFor(changeAt(11_000, 9))
    expect(soon('ana', unit)).toEqual({ ...reached, gondola: 'g', shelf: 1 })
    expect(soon('ben', unit)).toEqual(soon('ana', unit))
    expect(soon('kim', unit)).toBeUndefined()
    expect(soon('ana', unitOf(corn, 'another change'))).toBeUndefined()
    expect(busy.reachFor(changeAt(20_000, 9))('ana', unit)).toBeUndefined()
  })

  test('[FA56] one sight does not speak for two acts: the plainer it was, the less it adds', () => {
    const now = { ...reached, atMs: 10_800, plate: 3 }
    expect(againFactor(reached, now, false, false, policy)).toBeCloseTo(policy.busy / here)
    expect(againFactor({ ...reached, ratio: 0.1 }, { ...now, ratio: 0.2 }, false, false, policy)).toBe(policy.busy)
    expect(againFactor(reached, { ...now, plate: 20 }, false, false, policy)).toBe(policy.busy)
  })

  test('[FA56] putting down what was just taken is the same reach, and later there is time for another', () => {
    expect(againFactor(reached, { ...reached, atMs: 10_800 }, true, false, policy)).toBe(1)
    expect(againFactor(reached, { ...reached, atMs: 10_000 + policy.busyMs }, false, false, policy)).toBe(1)
  })

  test('[FA62] a hand that stayed in the shelves is still in the same reach, however long', () => {
    const late = { ...reached, atMs: 10_000 + 3 * policy.busyMs }
    expect(againFactor(reached, late, false, true, policy)).toBeCloseTo(policy.busy / here)
    const busy = busyness(policy)
    busy.note(first, [took('ana', 0.6), took('ben', 0.4)])
    const lingering = busy.reachFor(changeAt(20_000, 2), (actor) => actor === 'ana')
    expect(lingering('ana', unit)).toEqual({ ...reached, gondola: 'g', shelf: 1 })
    expect(lingering('ben', unit)).toBeUndefined()
  })
})
