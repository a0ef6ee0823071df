import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assignmentsOf, mostLikelihoodOf, type PlacedMove } from './assignment.ts'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, elsewhere, facings, here, maybe, peas, runOf, tuna, unitOf } from './attribution-scene.ts'
import type { Move } from './move.ts'
import type { Nearness } from './nearness.ts'
import { NOBODY } from './world.ts'

const run = runOf({ 3: -200 })
const take = (product = tuna): Move => ({ kind: 'take', product, facing: facings.tuna })
const placed = (move: Move, on = run, atMs = 0): PlacedMove => ({
  move,
  run: on,
  plates: on.plates,
  atMs,
  isAlone: true,
})
const near = (ratios: Readonly<Record<string, number>>): Nearness[] =>
  Object.entries(ratios).map(([actor, ratio]) => ({ actor, ratio }))

const ways = (moves: readonly PlacedMove[], ratios: Record<string, number>, staff: readonly string[] = []) =>
  assignmentsOf(
    moves,
    () => near(ratios),
    (actor) => staff.includes(actor),
    policy,
  )
const read = (found: ReturnType<typeof ways>): string[] => found.map(({ actors }) => actors.join(' + '))

const handBetween = (along: number, ratio: number) => ({
  actor: 'ana',
  ratio,
  hand: { along, variance: 0.004, fit: 12 },
})

describe('who made one move', () => {
  test('[FA11] anybody near, as likely as they were near, or nobody we know of', () => {
    expect(ways([placed(take())], { ana: here, ben: 1 })).toEqual([
      { actors: ['ana'], likelihood: here },
      { actors: ['ben'], likelihood: 1 },
      { actors: [NOBODY], likelihood: policy.nobody },
    ])
  })

  test('[FA12] where nobody is, nobody', () => {
    expect(read(ways([placed(take())], {}))).toEqual([NOBODY])
  })

  test('[FA16] a thing is put down by who holds it, if they are near', () => {
    const put = placed({ kind: 'return', actor: 'ben', unit: unitOf(corn), held: 1, facing: facings.corn })
    expect(read(ways([put], { ana: here, ben: elsewhere }))).toEqual(['ben'])
    expect(ways([put], { ana: here })).toEqual([])
  })

  test('[FA10] a facing is filled by staff', () => {
    const fill = placed({ kind: 'restock', product: corn, facing: facings.corn, quantity: 5 })
    expect(read(ways([fill], { ana: here, kim: 1 }, ['kim']))).toEqual(['kim'])
    expect(ways([fill], { ana: here })).toEqual([])
  })
})

const can = take()
const twoCans = [placed(can), placed(can)]
const again = (afterMs: number): number =>
  ways([placed(can), placed(can, run, afterMs)], { ana: here }).find(({ actors }) => actors.join() === 'ana,ana')!
    .likelihood

describe('who made two moves', () => {
  test('[FA13] both hands there: one each; one hand there: both hers', () => {
    expect(read(ways(twoCans, { ana: here, ben: here }))[0]).toBe('ana + ben')
    expect(read(ways(twoCans, { ana: here, ben: elsewhere }))[0]).toBe('ana + ana')
  })

  test('[FA15] equal units in equal hands are one outcome', () => {
    expect(read(ways(twoCans, { ana: here, ben: here }))).not.toContain('ben + ana')
    expect(read(ways([placed(take(corn)), placed(take(peas))], { ana: here, ben: here }))).toContain('ben + ana')
  })

  test('[FA52] a moment later they may have gone into other hands just as well, and each counts with who was near then', () => {
    const apart = [placed(can), placed(can, run, policy.apartMs + 100)]
    const found = assignmentsOf(
      apart,
      ({ atMs }) => near(atMs === 0 ? { ana: here, ben: 1 } : { ana: 1, ben: here }),
      () => false,
      policy,
    )
    expect(found[0]).toEqual({ actors: ['ana', 'ben'], likelihood: here * here * policy.anotherReach })
    expect(read(found)).toContain('ben + ana')
  })

  test('[FA52] one hand takes two at once, or reaches again after a while', () => {
    expect(again(policy.busyMs - 100)).toBe(here * policy.anotherUnit)
    expect(again(policy.busyMs + 100)).toBe(here * here * policy.anotherReach)
  })

  test('[FA62] however long after, it is one hand that took two while it stayed in the shelves', () => {
    const late = [placed(can, run, 0), placed(can, run, 3 * policy.busyMs)]
    const taking = (inOneReach: boolean) =>
      assignmentsOf(late, () => near({ ana: here }), () => false, policy, () => inOneReach)[0]!.likelihood // prettier-ignore
    expect(taking(true)).toBe(here * policy.anotherUnit)
    expect(taking(false)).toBe(here * here * policy.anotherReach)
  })

  test('[FA62] to put one thing down and take another beside it is two things for one hand; to put it down again is not', () => {
    const beside = runOf({ 4: 200 })
    const put: Move = { kind: 'return', actor: 'ana', unit: unitOf(corn), held: 1, facing: facings.corn }
    const [putFirst, takeFirst] = [0, 2_000].map(
      (putMs) =>
      assignmentsOf([placed(take(), run, 1_000), placed(put, beside, putMs)], () => near({ ana: here }), () => false, policy)[0]!, // prettier-ignore
    )
    expect(takeFirst!.likelihood).toBe(here * here)
    expect(putFirst!.likelihood).toBeCloseTo(here * policy.busy)
  })

  test('[FA65] one hand over the middle of two things that went at once took both, rather than a second person', () => {
    const beside = runOf({ 4: -93 })
    const [likeliest] = assignmentsOf(
      [placed(take()), placed(take(), beside)],
      ({ run: at }) => [handBetween(at === beside ? -0.12 : 0.12, 0.8 * maybe), { actor: 'ben', ratio: elsewhere }],
      () => false,
      policy,
    )
    expect(likeliest!.actors).toEqual(['ana', 'ana'])
    expect(likeliest!.likelihood).toBeGreaterThan(0.8 * 0.8 * policy.busy)
  })

  test('[FA6] who takes two may well take more', () => {
    const [two, three] = [2, 3].map(
      (count) =>
        ways(
          Array.from({ length: count }, () => placed(can)),
          { ana: here },
        )[0]!.likelihood,
    )
    expect(three! / two!).toBeCloseTo(policy.furtherUnit, 9)
  })

  test('[FA6] a second article in one hand is rarer than a second unit', () => {
    const [unit, article] = [twoCans, [placed(take(corn)), placed(take(peas))]].map(
      (moves) => ways(moves, { ana: here })[0]!.likelihood,
    )
    expect(unit).toBe(here * policy.anotherUnit)
    expect(article).toBe(here * policy.anotherProduct)
  })

  test('[FA14] acts on runs of their own each count with who was near to them', () => {
    const far = runOf({ 8: -93 })
    const [likeliest] = assignmentsOf(
      [placed(take()), placed(take(), far)],
      (move) => near(move.run === far ? { ben: here, ana: elsewhere } : { ana: here, ben: elsewhere }),
      () => false,
      policy,
    )
    expect(likeliest).toEqual({ actors: ['ana', 'ben'], likelihood: here * here })
  })

  test('[FA20] who puts one thing down takes the other, without a second person or unit to account for', () => {
    const put = placed({ kind: 'misplace', actor: 'ana', unit: unitOf(corn), held: 1 })
    expect(ways([put, placed(take())], { ana: here, ben: here })[0]).toEqual({
      actors: ['ana', 'ana'],
      likelihood: here,
    })
  })
})

test('[FA27] only the likeliest ways are followed', () => {
  const crowd = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`shopper ${i}`, here]))
  const found = ways([placed(take(corn)), placed(take(peas)), placed(take(tuna))], crowd)
  expect(found.length).toBe(policy.mostAssignments)
})

test('[FA33] no assignment is likelier than is said of its moves before', () => {
  const runs = [run, runOf({ 5: -400 }), runOf({ 6: 200 })]
  const put: Move = { kind: 'return', actor: 'ana', unit: unitOf(corn), held: 3, facing: facings.corn }
  const move = fc.constantFrom(take(), take(corn), take(peas), put)
  const one = fc.record({ move, on: fc.nat(2), atMs: fc.constantFrom(0, 300, 900, 2_000, 6_000) })
  const ratio = fc.double({ min: 0.001, max: 20, noNaN: true })
  const metres = fc.double({ min: -0.5, max: 0.5, noNaN: true })
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), ratio, ratio, metres, (chosen, ana, ben, along) => {
      const moves = chosen.map((each) => placed(each.move, runs[each.on], each.atMs))
      const hand = { along, variance: 0.01, fit: 12 }
      const nearTo = () =>
        near({ ana, ben })
          .map((found) => ({ ...found, hand }))
          .toSorted((a, b) => b.ratio - a.ratio)
      const [likeliest] = assignmentsOf(moves, nearTo, () => false, policy)
      const most = mostLikelihoodOf(moves, nearTo, policy)
      expect(likeliest?.likelihood ?? 0).toBeLessThanOrEqual(most * (1 + 1e-9))
    }),
  )
})
