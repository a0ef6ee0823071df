import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, here, jam, sceneOf, takes, unitOf, type Seen } from './attribution-scene.ts'
import { anyDay } from './any-day.ts'
import type { Branch } from './branch.ts'
import { branching } from './branching.ts'
import type { Happening } from './happening.ts'
import { storyBook } from './story-book.ts'
import { emptyWorld, holding, NOBODY, type Stray, type World } from './world.ts'

const branchingAt = (seen: Seen) => branching(sceneOf(seen), storyBook(sceneOf(seen), policy), policy)
const branchesOf = (world: World, seen: Seen): readonly Branch[] => branchingAt(seen)(world)
const likeliest = (branches: readonly Branch[]): Branch =>
  branches.reduce((best, branch) => (branch.log > best.log ? branch : best))
const kinds = (branch: Branch): string[] =>
  branch.happened().map((happening) => (happening.kind === 'moved' ? happening.move.kind : happening.kind))

describe('a world goes on', () => {
  test('[FA21] where the plates weigh what they did, nothing happened', () => {
    const [only, ...others] = branchesOf(emptyWorld, takes('ana', 0, { 1: -6, 2: 5 }))
    expect(others).toEqual([])
    expect(kinds(only!)).toEqual(['nothing'])
    expect(only!.after(emptyWorld)).toBe(emptyWorld)
  })

  test('[FA1] run by run, each with what it was', () => {
    const best = likeliest(branchesOf(emptyWorld, takes('ana', 0, { 2: -200, 6: -93 })))
    expect(kinds(best)).toEqual(['take', 'take'])
    expect(best.after(emptyWorld).holdings.get('ana')).toMatchObject([{ gtin: 'corn' }, { gtin: 'tuna' }])
  })

  test('[FA16] a unit held once is not put down in two places', () => {
    const world = holding(emptyWorld, 'ana', unitOf(corn))
    for (const branch of branchesOf(world, takes('ana', 0, { 1: 200, 8: 200 })))
      expect(kinds(branch).filter((kind) => kind === 'return' || kind === 'misplace').length).toBeLessThan(2)
  })

  test('[FA19] a stray is not taken from two places', () => {
    const stray: Stray = { unit: unitOf(jam, 'c0', 150), gondola: 'g', shelf: 1, plates: [8], middle: 8 }
    const branches = branchesOf({ ...emptyWorld, strays: [stray] }, takes('ana', 0, { 7: -150, 8: 0, 9: 3, 10: -150 }))
    for (const branch of branches) expect(kinds(branch).filter((kind) => kind === 'take-stray').length).toBeLessThan(2)
  })

  test('[FA27] branches far below the best, or below what is asked for, are left out', () => {
    const goesOn = branchingAt(takes('ana', 0, { 1: -120, 2: -80 }))
    const all = goesOn(emptyWorld).map(({ log }) => log)
    const best = Math.max(...all)
    expect(all.length).toBeGreaterThan(2)
    const some = goesOn(emptyWorld, best - 4).map(({ log }) => log)
    expect(some).toEqual(all.filter((log) => log >= best - 4))
    expect(some.length).toBeLessThan(all.length)
    expect(goesOn(emptyWorld, best + 1)).toEqual([])
  })
})

/** Goods that came into the worlds' books, less those that left them. */
const balance = (happening: Happening): number => {
  if (happening.kind !== 'moved') return happening.kind === 'unexplained' && happening.actor !== NOBODY ? 1 : 0
  switch (happening.move.kind) {
    case 'take':
    case 'take-unseen':
      return happening.actor === NOBODY ? 0 : 1
    case 'take-stray':
      return happening.actor === NOBODY ? -1 : 0
    case 'return':
      return -1
    case 'misplace':
    case 'restock':
      return 0
  }
}

const goods = ({ holdings, strays }: World): number =>
  [...holdings.values()].reduce((sum, units) => sum + units.length, 0) + strays.length

describe('whatever happens', () => {
  test('[FA30] in every world, all that was taken is held, astray or returned', () => {
    fc.assert(
      fc.property(anyDay, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (day, choices) => {
        let world = emptyWorld
        for (const [i, seen] of day.entries()) {
          const branches = branchesOf(world, seen)
          for (const branch of branches) {
            const change = branch.happened().reduce((sum, happening) => sum + balance(happening), 0)
            expect(goods(branch.after(world)) - goods(world)).toBe(change)
          }
          // Any branch may turn out to be true, but rather one of the likelier.
          const ranked = branches.toSorted((a, b) => b.log - a.log).slice(0, 6)
          world = ranked[choices[i]! % ranked.length]!.after(world)
        }
      }),
      { numRuns: 60, seed: 2 },
    )
  })
})

test('[FA20] an exchange on plates of both ways is one story', () => {
  const world = holding(emptyWorld, 'ana', unitOf(jam))
  const found = branchesOf(world, takes('ana', 0, { 1: -50, 2: 302 }, { ben: here })).filter(
    (branch) => kinds(branch).join() === 'misplace,take',
  )
  expect(found.length).toBeGreaterThan(0)
  expect(found[0]!.after(world).strays).toHaveLength(1)
})
