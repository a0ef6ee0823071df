import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { changeOf, type Seen } from './attribution-scene.ts'
import { middleOf, mixedRun, momentOf, runName, runsApart, runsOf, type Run } from './run.ts'

const runs = (plates: Seen['plates']): Run[] => runsOf(changeOf({ plates }).plates, policy)
const platesIn = (found: readonly Run[]): number[][] => found.map((run) => run.plates.map(({ plate }) => plate))

describe('a change falls into runs', () => {
  test('[FA1] neighbouring plates that went one way are one run', () => {
    expect(runs({ 3: -120, 4: -80 })).toMatchObject([{ direction: 'lost', fullGrams: 200 }])
    expect(platesIn(runs({ 3: -120, 4: -80 }))).toEqual([[3, 4]])
  })

  test('[FA1] a run ends where the direction turns', () => {
    expect(runs({ 3: -120, 4: 80 }).map(({ direction }) => direction)).toEqual(['lost', 'gained'])
  })

  test('[FA1] one silent plate does not part a run, two do', () => {
    expect(platesIn(runs({ 3: -60, 5: -60 }))).toEqual([[3, 5]])
    expect(platesIn(runs({ 3: -60, 6: -60 }))).toEqual([[3], [6]])
  })

  test('[FA1] a plate within its own noise belongs to none', () => {
    expect(platesIn(runs({ 3: -60, 4: -1 }))).toEqual([[3]])
  })
})

describe('plates that moved at different times', () => {
  test('[FA2] are runs of their own', () => {
    const { plates } = changeOf({ plates: { 2: -200, 3: [-200, policy.apartMs + 1] } })
    expect(platesIn(runsApart(plates, policy)!)).toEqual([[2], [3]])
  })

  test('[FA2] unless they moved together, or all say next to nothing', () => {
    const together = changeOf({ plates: { 2: -200, 3: [-200, policy.apartMs] } })
    expect(runsApart(together.plates, policy)).toBeUndefined()
    const faint = changeOf({ plates: { 2: -200, 3: [-1, 900] } })
    expect(runsApart(faint.plates, policy)).toBeUndefined()
  })
})

describe('edge plates', () => {
  test('[FA3] a slight one is left out of the core', () => {
    expect(runs({ 3: -120, 4: -80, 5: -4 })).toMatchObject([{ coreGrams: 200, fullGrams: 204 }])
  })

  test('[FA3] a heavy one is goods', () => {
    expect(runs({ 3: -120, 4: -80, 5: -20 })).toMatchObject([{ coreGrams: 220, fullGrams: 220 }])
  })
})

describe('goods that went both ways', () => {
  test('[FA4] leave their difference, in its direction', () => {
    expect(mixedRun(runs({ 3: 450, 4: -200 }))).toMatchObject({ direction: 'gained', fullGrams: 250, isMixed: true })
    expect(mixedRun(runs({ 3: 120, 4: -200 }))).toMatchObject({ direction: 'lost', fullGrams: 80 })
  })

  test('[FA4] and nothing where all went one way', () => {
    expect(mixedRun(runs({ 1: -60, 6: -60 }))).toBeUndefined()
  })
})

test('[FA14] a run moved when most of its weight did, and lies where its weight does', () => {
  const [run] = runs({ 3: [-150, 300], 4: -50 })
  expect(momentOf(run!)).toBe(300)
  expect(middleOf(run!)).toBe(3.25)
})

test('[FA26] no two different runs go by one name', () => {
  const variants = [
    runs({ 3: -60 }),
    runs({ 3: 60 }),
    runs({ 3: [-60, 1] }),
    runs({ 3: -60, 4: -60 }),
    runs({ 3: -60 }).map((run) => ({ ...run, isMixed: true })),
    runs({ 3: -60 }).map((run) => ({ ...run, sigmaGrams: 2 })),
  ].map(([run]) => runName(run!))
  expect(new Set(variants).size).toBe(variants.length)
})
