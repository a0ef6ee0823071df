import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Play } from '../src/play.ts'
import { linesOf, truthOf } from '../src/truth.ts'
import { cornerShop } from './shops.ts'
import { names, played } from './plays.ts'

const anySeed = fc.integer({ min: 0, max: 2 ** 31 - 1 })

describe('what is true of every play', () => {
  test.each(names)('[SIM3] %s: no unit appears or vanishes', (name) => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const play = played(name, cornerShop, seed)
        const stocked = cornerShop.facings.reduce((sum, { stock }) => sum + (stock ?? 0), 0)
        const somewhere = [...everywhere(play), ...play.onShelves]
        expect(somewhere.length).toBe(stocked + play.restocked.length)
        expect(new Set(somewhere.map(({ id }) => id)).size).toBe(somewhere.length)
      }),
      { numRuns: 3 },
    )
  })

  test.each(names)('[SIM4] %s: what was picked and not put back is on receipts or on the floor', (name) => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const play = played(name, cornerShop, seed)
        expect(netByTruth(play)).toEqual(linesOf([...play.carriedOut.values()].flat().concat(play.leftOnFloor)))
      }),
      { numRuns: 3 },
    )
  })

  test.each(names)('[SIM5] %s: everyone scans, crosses, and leaves by both doors in turn', (name) => {
    const play = played(name, cornerShop, 5)
    const shoppers = play.passages.filter(({ says }) => says.event === 'scan').length
    expect(shoppers).toBe(play.carriedOut.size)
    const crossings = (gate: string, direction: string) =>
      play.passages.filter((one) => one.gate === gate && one.says.event === 'cross' && one.says.direction === direction)
    const people = play.people.filter(({ id }) => !id.startsWith('staff')).length
    expect(crossings('entry', 'in')).toHaveLength(people)
    expect(crossings('exit', 'in')).toHaveLength(people)
    expect(crossings('exit', 'out')).toHaveLength(people)
  })
})

test('[SIM6] a shopper who took nothing has a receipt with no lines', () => {
  const play: Play = { ...played('plain', cornerShop, 1), carriedOut: new Map([['ana', []]]) }
  expect(truthOf('x', play).receipts).toEqual([{ shopper: 'ana', lines: [] }])
})

const everywhere = (play: Play) => [...[...play.carriedOut.values()].flat(), ...play.leftOnFloor, ...play.keptByStaff]

/** Picks less puts of those who pay, by product. */
function netByTruth(play: Play): { gtin: string; quantity: number }[] {
  const net = new Map<string, number>()
  for (const { shopper, action, items } of play.truth) {
    if (!play.carriedOut.has(shopper)) continue
    const sign = action === 'pick' ? 1 : -1
    for (const { gtin, quantity } of items) net.set(gtin, (net.get(gtin) ?? 0) + sign * quantity)
  }
  return [...net]
    .filter(([, quantity]) => quantity !== 0)
    .map(([gtin, quantity]) => ({ gtin, quantity }))
    .sort((a, b) => (a.gtin < b.gtin ? -1 : 1))
}
