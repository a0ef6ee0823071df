import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, facings, runOf, tuna, unitOf } from './attribution-scene.ts'
import { articleOf, type Move } from './move.ts'
import { exchangesWeighing, setsWeighing } from './subset-sum.ts'

const takeCorn: Move = { kind: 'take', product: corn, facing: facings.corn }
const takeTuna: Move = { kind: 'take', product: tuna, facing: facings.tuna }
const put = (held: number): Move[] => [
  { kind: 'return', actor: 'ana', unit, held, facing: facings.corn },
  { kind: 'misplace', actor: 'ana', unit, held },
]
const unit = unitOf(corn)

const read = (sets: readonly (readonly Move[])[]): string[] =>
  sets.map((moves) => moves.map((move) => `${move.kind} ${articleOf(move)}`).join(' + '))

describe('sets of moves that add up to a weight', () => {
  test('[FA6] goods of a facing may be taken several times, and with others', () => {
    expect(read(setsWeighing(runOf({ 6: -279 }), [takeTuna], 4, policy))).toContain('take tuna + take tuna + take tuna')
    expect(read(setsWeighing(runOf({ 2: -200, 6: -93 }), [takeCorn, takeTuna], 4, policy))).toContain(
      'take corn + take tuna',
    )
  })

  test('[FA6] no more of a facing than moved on its plates and beside them', () => {
    expect(read(setsWeighing(runOf({ 6: -293 }), [takeCorn, takeTuna], 4, policy))).not.toContain(
      'take corn + take tuna',
    )
  })

  test('[FA27] no more sets are looked into than the policy says', () => {
    const few = { ...policy, mostSets: 3 }
    expect(setsWeighing(runOf({ 1: -400 }), [takeCorn, { ...takeCorn }, { ...takeCorn }], 4, policy)).toHaveLength(6)
    expect(setsWeighing(runOf({ 1: -400 }), [takeCorn, { ...takeCorn }, { ...takeCorn }], 4, few)).toHaveLength(3)
  })

  test('[FA63] what cannot be likely enough is not grown, and all that can be is', () => {
    const thing = fc.record({
      unitGrams: fc.integer({ min: 20, max: 300 }),
      odd: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    })
    const things = fc.array(thing, { minLength: 1, maxLength: 7 })
    const leasts = fc.double({ min: 0, max: 0.1, noNaN: true })
    fc.assert(
      fc.property(things, fc.integer({ min: 50, max: 600 }), leasts, (some, grams, least) => {
        const odds = new Map<Move, number>()
        for (const [i, { unitGrams, odd }] of some.entries())
          odds.set({ kind: 'misplace', actor: `p${i}`, unit: unitOf(corn, `c${i}`, unitGrams), held: 1 }, odd)
        const moves = [...odds.keys()]
        const oddsOf = (move: Move): number => odds.get(move)!
        const worth = { oddsOf, mostOdds: Math.max(...odds.values()), least }
        const all = setsWeighing(runOf({ 5: grams }), moves, 3, policy)
        const likely = all.filter((set) => set.reduce((product, move) => product * oddsOf(move), 1) >= least)
        expect(setsWeighing(runOf({ 5: grams }), moves, 3, policy, worth)).toEqual(likely)
      }),
    )
  })

  test('[FA6] no more units than a grab has, and nothing far off', () => {
    expect(setsWeighing(runOf({ 6: -465 }), [takeTuna], 4, policy).every(({ length }) => length <= 4)).toBe(true)
    expect(setsWeighing(runOf({ 6: -30 }), [takeCorn], 4, policy)).toEqual([])
  })

  test('[FA16] one unit is put down once, in one place', () => {
    expect(read(setsWeighing(runOf({ 1: 200 }), put(1), 3, policy))).toEqual(['return corn', 'misplace corn'])
    expect(setsWeighing(runOf({ 1: 400 }), put(1), 3, policy)).toEqual([])
  })

  test('[FA16] two alike can be put down together, each outcome told once', () => {
    expect(read(setsWeighing(runOf({ 1: 400 }), put(2), 3, policy))).toEqual([
      'return corn + return corn',
      'return corn + misplace corn',
      'misplace corn + misplace corn',
    ])
  })

  test('[FA19] one stray is taken once', () => {
    const stray = { unit, gondola: 'g', shelf: 1, plates: [8], middle: 8 }
    expect(setsWeighing(runOf({ 8: -400 }), [{ kind: 'take-stray', stray }], 4, policy)).toEqual([])
  })

  test('[FA20] an exchange is a difference, in the direction of the run', () => {
    expect(read(exchangesWeighing(runOf({ 1: 107 }), [takeTuna], put(1), policy))).toContain('return corn + take tuna')
    expect(exchangesWeighing(runOf({ 1: -107 }), [takeTuna], put(1), policy)).toEqual([])
  })
})
