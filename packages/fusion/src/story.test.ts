import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { catalog, corn, facings, jam, peas, runOf, unitOf } from './attribution-scene.ts'
import { articleOf, unitsIn } from './move.ts'
import type { Run } from './run.ts'
import { runStories, type Held, type Story } from './story.ts'
import type { Stray } from './world.ts'

const shelf = [facings.corn, facings.peas, facings.tuna]
const plain = (run: Run): readonly Story[] => runStories(run, shelf, catalog, () => 1, policy).plain
const withHeld = (run: Run, held: readonly Held[], strays: readonly Stray[] = []): readonly Story[] =>
  runStories(run, shelf, catalog, () => 1, policy).withThings(strays, held)

const read = ({ moves }: Story): string =>
  moves.map((move) => `${move.kind} ${unitsIn(move) === 1 ? '' : `${unitsIn(move)} `}${articleOf(move)}`).join(' + ')
const best = (stories: readonly Story[]): string => read(stories[0]!)
const likelihoodOf = (stories: readonly Story[], wanted: string): number =>
  stories.find((story) => read(story) === wanted)?.likelihood ?? 0

const holds = (actor: string, grams: number): Held => ({ actor, unit: unitOf(corn, actor, grams), held: 1 })
const anaHolds = (grams = 200): Held => ({ actor: 'ana', unit: unitOf(corn, 'earlier', grams), held: 1 })

describe('what may have been taken', () => {
  test('[FA5] one unit of what stands there', () => {
    expect(best(plain(runOf({ 1: -120, 2: -80 })))).toBe('take corn')
  })

  test('[FA8] twins are told apart by where they stand', () => {
    const stories = plain(runOf({ 2: -30, 3: -100, 4: -70 }))
    expect(best(stories)).toBe('take peas')
    expect(likelihoodOf(stories, 'take corn')).toBeLessThan(likelihoodOf(stories, 'take peas') / 1000)
  })

  test.each([1, 2, 3, 4])('[FA6] %i units, by weight', (count) => {
    const stories = plain(runOf({ 6: -46.5 * count, 7: -46.5 * count }))
    expect(best(stories)).toBe(Array.from({ length: count }, () => 'take tuna').join(' + '))
  })

  test('[FA6] two articles, by their sum and where each half lay', () => {
    expect(best(plain(runOf({ 2: -200, 3: -200 })))).toBe('take corn + take peas')
  })

  test('[FA9] or something that nobody was seen to leave there, far less likely', () => {
    const stories = plain(runOf({ 6: -100, 7: -100 }))
    const [stray, known] = ['take-unseen corn', 'take tuna + take tuna'].map((wanted) => likelihoodOf(stories, wanted))
    expect(stray).toBeGreaterThan(0)
    expect(known).toBeGreaterThan(stray!)
    expect(likelihoodOf(plain(runOf({ 1: -93 })), 'take-unseen tuna')).toBeLessThan(
      likelihoodOf(plain(runOf({ 6: -93 })), 'take tuna') / 100,
    )
  })

  test('[FA33] twins on plates of both stand in the order of their names', () => {
    const between = runOf({ 2: -100, 3: -100 })
    const backwards = runStories(between, shelf.toReversed(), catalog, () => 1, policy).plain
    expect(backwards.map(read)).toEqual(plain(between).map(read))
  })
})

const putDownOnceWeighed = (grams: number) => withHeld(runOf({ 8: 203 }), [anaHolds(grams)])[0]!.likelihood

describe('what may have been put down', () => {
  test('[FA10] by staff: a number of what stands there', () => {
    expect(best(plain(runOf({ 1: 500, 2: 500 })))).toBe('restock 5 corn')
    const most = plain(runOf({ 6: 93 * 30 })).map(({ moves }) => unitsIn(moves[0]!))
    expect(most.every((quantity) => quantity <= policy.mostRestocked)).toBe(true)
  })

  test('[FA16] nothing of anybody who holds nothing', () => {
    expect(withHeld(runOf({ 1: 120, 2: 80 }), [])).toEqual([])
  })

  test('[FA17] returned to its own facing, astray beside it, or anywhere', () => {
    expect(withHeld(runOf({ 1: 120, 2: 80 }), [anaHolds()]).map(read)).toEqual(['return corn'])
    expect(best(withHeld(runOf({ 2: 20, 3: 180 }), [anaHolds()]))).toBe('misplace corn')
    expect(withHeld(runOf({ 8: 200 }), [anaHolds()]).map(read)).toEqual(['misplace corn'])
  })

  test('[FA18] the unit that weighed so when it was taken', () => {
    expect(putDownOnceWeighed(203)).toBeGreaterThan(3 * putDownOnceWeighed(198))
  })

  test('[FA63] several things together: by those who were near enough for it, and by nobody else', () => {
    const near: Record<string, number> = { ana: 1, ben: 1, far: 1e-6 }
    const both = (...held: Held[]): string[] =>
      runStories(runOf({ 1: 300, 2: 200 }), shelf, catalog, (actor) => near[actor]!, policy)
        .withThings([], held)
        .map(({ moves }) => moves.map((move) => `${'actor' in move ? move.actor : ''} ${move.kind}`).join(' + '))
    expect(both(holds('ana', 200), holds('ben', 300))).toContain('ben return + ana return')
    // Where somebody near may have put down the whole of it, nobody looks for helpers from afar.
    const alone = both(holds('ana', 200), holds('far', 300), holds('ben', 500))
    expect(alone[0]).toBe('ben return')
    expect(alone.filter((story) => story.includes('far'))).toEqual([])
  })

  test('[FA20] while another was taken from there', () => {
    const jamHeld: Held = { actor: 'ana', unit: unitOf(jam), held: 1 }
    expect(withHeld(runOf({ 1: 252 }), [jamHeld]).map(read)).toEqual(['misplace jam + take corn'])
  })

  test('[FA4] a run of both ways is an exchange or nothing', () => {
    const mixed = runOf({ 1: 200, 2: 0.1 }, { isMixed: true })
    expect(withHeld(mixed, [anaHolds()])).toEqual([])
  })
})

describe('what lies astray', () => {
  const stray: Stray = { unit: unitOf(peas, 'earlier', 201), gondola: 'g', shelf: 1, plates: [8, 9], middle: 8.5 }

  test('[FA19] may be taken, for what it is', () => {
    expect(best(withHeld(runOf({ 8: -100, 9: -101 }), [], [stray]))).toBe('take-stray peas')
  })

  test('[FA19] from the spot where it was put rather than from beside', () => {
    const there = likelihoodOf(withHeld(runOf({ 8: -100, 9: -101 }), [], [stray]), 'take-stray peas')
    const beside = likelihoodOf(withHeld(runOf({ 8: -180, 9: -21 }), [], [stray]), 'take-stray peas')
    expect(there).toBeGreaterThan(20 * beside)
    expect(beside).toBeGreaterThan(0)
  })

  test('[FA19] with what stands beside it', () => {
    const close: Stray = { ...stray, plates: [7], middle: 7 }
    expect(best(withHeld(runOf({ 6: -60, 7: -234 }), [], [close]))).toBe('take tuna + take-stray peas')
  })
})

test('[FA27] only stories worth following are kept', () => {
  const kept = plain(runOf({ 2: -400, 3: -400 }))
  expect(kept.length).toBeLessThanOrEqual(policy.mostStories)
  expect(kept.at(-1)!.likelihood).toBeGreaterThanOrEqual(kept[0]!.likelihood * policy.leastStory)
})
