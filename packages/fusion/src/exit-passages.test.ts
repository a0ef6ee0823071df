import { describe, expect, test } from 'vitest'
import { exitPassages } from './exit-passages.ts'
import { epcOf, sweepAt } from './exit-scene.ts'
import { rfidPolicy as policy } from './rfid-policy.ts'

const exit = () => exitPassages(policy)
const left = (actor: string, atMs: number) => ({ type: 'left', atMs, actor, gate: 'exit' }) as const
const departed = (actor: string, atMs: number) => ({ type: 'departed', atMs, actor, gate: 'exit' }) as const
const scanned = (actor: string, party: number) =>
  ({ type: 'scanned', atMs: 0, actor, shopper: actor, party, gate: 'entry' }) as const

describe('whose a read may be', () => {
  test('[FR2] each tag is told once, however often it was read', () => {
    const passages = exit()
    passages.hear(left('ana', 10_000))
    passages.sweep(sweepAt(10_400, 'corn 1', 'corn 2'))
    passages.sweep(sweepAt(10_900, 'corn 2', 'corn 1', 'corn 1'))
    expect(passages.close('ana')!.sightings).toEqual(
      ['corn 1', 'corn 2'].map((unit) => ({ epc: epcOf(unit), fits: [1] })),
    )
  })

  test('[FR2] it is theirs who were between the doors whenever it was read', () => {
    const passages = exit()
    passages.hear(left('ana', 10_000))
    passages.sweep(sweepAt(10_400, 'corn 1'))
    passages.hear(left('ben', 12_000))
    passages.sweep(sweepAt(12_400, 'corn 1', 'peas 1'))
    passages.hear(departed('ana', 12_600))
    const { people, sightings } = passages.close('ana')!
    expect(people.map(({ actor }) => actor)).toEqual(['ana', 'ben'])
    const fits = Object.fromEntries(sightings.map((sighting) => [sighting.epc, sighting.fits]))
    expect(fits[epcOf('peas 1')]).toEqual([1, 1])
    expect(fits[epcOf('corn 1')]![0]).toBe(1)
    expect(fits[epcOf('corn 1')]![1]).toBeLessThan(0.1)
  })

  test('[FR2] who was told of together is told of once', () => {
    const passages = exit()
    passages.hear(left('ana', 10_000))
    passages.hear(left('ben', 10_500))
    passages.sweep(sweepAt(10_900, 'corn 1'))
    expect(passages.close('ben')!.people).toHaveLength(2)
    expect(passages.close('ana')).toBeUndefined()
  })

  test('[FR2] the first of a party goes out long before the last, by whom the visit ends', () => {
    expect([readsOfParty(1), readsOfParty(2)]).toEqual([1, 2])
  })

  test('[FR2] a reader that was silent while somebody passed tells nothing of them', () => {
    const passages = exit()
    passages.sweep(sweepAt(1_000, 'corn 1'))
    passages.hear(left('ana', 10_000))
    expect(passages.close('ana')).toBeUndefined()
  })
})

describe('how long a reader is waited for', () => {
  test('[FR3] until it has swept for a while', () => {
    const passages = exit()
    passages.hear(left('ana', 10_000))
    passages.sweep(sweepAt(10_500, 'corn 1'))
    expect([11_400, 11_500].map((atMs) => passages.isOver('ana', atMs))).toEqual([false, true])
  })

  test('[FR3] until a while after the second door', () => {
    const passages = exit()
    passages.hear(left('ana', 10_000))
    passages.hear(departed('ana', 11_000))
    expect([11_900, 12_000].map((atMs) => passages.isOver('ana', atMs))).toEqual([false, true])
  })

  test('[FR3] and never for longer than it may be silent', () => {
    const passages = exit()
    passages.hear(left('ana', 10_000))
    expect(passages.isOver('ana', 10_000 + policy.silentForMs)).toBe(true)
  })

  test('[FR3] not at all where none has spoken for some passages, until one does', () => {
    const passages = exit()
    for (let i = 0; i < policy.silentPassages; i++) {
      passages.hear(left(`early ${i}`, i * 10_000))
      expect(passages.isOver(`early ${i}`, i * 10_000 + 1)).toBe(false)
      passages.close(`early ${i}`)
    }
    passages.hear(left('ana', 50_000))
    expect(passages.isOver('ana', 50_001)).toBe(true)
    passages.sweep(sweepAt(50_400))
    expect(passages.isOver('ana', 50_401)).toBe(false)
  })

  test('[FR3] nobody waits who did not leave by an exit', () => {
    expect(exit().isOver('ana', 0)).toBe(true)
  })
})

test('[FP25] who is asked about by nobody any more passes with nobody', () => {
  const passages = exit()
  passages.hear(scanned('eve', 2))
  passages.hear(left('closed long before', 8_000))
  passages.forget((actor) => actor === 'ana')
  passages.hear(left('ana', 10_000))
  passages.sweep(sweepAt(10_400, 'corn 1'))
  expect(passages.save()).toMatchObject({ parties: new Set(), open: new Map([['ana', {}]]) })
  expect(passages.close('ana')!.people.map(({ actor }) => actor)).toEqual(['ana'])
})

/** How many tags are told of a party of so many, whose first goes out fifteen seconds before the last. */
const readsOfParty = (party: number) => {
  const passages = exit()
  passages.hear(scanned('ana', party))
  passages.sweep(sweepAt(10_000, 'corn 1'))
  passages.hear(left('ana', 25_000))
  passages.sweep(sweepAt(25_500, 'peas 1'))
  return passages.close('ana')!.sightings.length
}
