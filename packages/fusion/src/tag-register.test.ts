import { describe, expect, test } from 'vitest'
import { epcOf, tagged } from './exit-scene.ts'
import { rfidPolicy as policy } from './rfid-policy.ts'
import { tagRegister, type TagRegister } from './tag-register.ts'

const register = (): TagRegister => tagRegister(tagged, policy)

/** So many units of an article were carried past, and so many of them read, each with a tag of its own. */
function pass(tags: TagRegister, gtin: string, carried: number, read: number, serial = 1): void {
  if (read > 0) tags.see(gtin)
  tags.learn({
    articles: new Map([[gtin, { carried, read }]]),
    tags: new Map(Array.from({ length: read }, (_, i) => [epcOf(`${gtin} ${serial + i}`), { gtin, carried: 1 }])),
  })
}

/** Tags were read while somebody passed who carried nothing. */
const strays = (tags: TagRegister, ...units: readonly string[]): void =>
  tags.learn({
    articles: new Map(),
    tags: new Map(units.map((unit) => [epcOf(unit), { gtin: unit.split(' ')[0]!, carried: 0 }])),
  })

describe('what the tags of a store are like', () => {
  test('[FR6] a tag names an article of the catalogue, as the catalogue spells it', () => {
    const tags = register()
    expect(tags.articleOf(epcOf('corn 3'))).toBe('corn')
    expect(tags.articleOf('303400000000000000000001')).toBeUndefined()
    expect(tags.articleOf('E2801160600002054A1B2C3D')).toBeUndefined()
    expect(tags.articleOf('no tag')).toBeUndefined()
  })

  test('[FR8] before any tag was read, the reader may be dead; one read shows that it is not', () => {
    const tags = register()
    expect(tags.nothingTold()).toBe(policy.silentShare)
    pass(tags, 'corn', 2, 0)
    expect(tags.nothingTold()).toBeGreaterThan(0.9)
    tags.see('corn')
    expect(tags.nothingTold()).toBe(0)
  })

  test('[FR8] an article that was never read is believed to bear no tag the more, the more often it was missed', () => {
    const tags = register()
    tags.see('tuna')
    const shares = [tags.tagged('peas')]
    for (let i = 0; i < 4; i++) {
      pass(tags, 'peas', 1, 0)
      shares.push(tags.tagged('peas'))
    }
    expect(shares.toSorted((a, b) => b - a)).toEqual(shares)
    expect(shares[0]).toBeGreaterThan(0.8)
    expect(shares[4]).toBeLessThan(0.05)
    expect([tags.tagged('tuna'), tags.tagged('jam') > shares[4]!]).toEqual([1, true])
  })

  test('[FR7] how well tags are read is learned, article by article, from what was carried past', () => {
    const tags = register()
    expect(tags.readShare('corn')).toBeCloseTo(policy.readShare, 9)
    for (let i = 0; i < 30; i++) {
      pass(tags, 'corn', 2, 1, 10 * i)
      pass(tags, 'tuna', 1, 1, 10 * i)
    }
    expect(tags.readShare('corn')).toBeLessThan(0.65)
    expect(tags.readShare('tuna')).toBeGreaterThan(0.8)
  })

  test('[FR9] strays are counted: where there are many, one read tells less', () => {
    const [calm, noisy] = [register(), register()]
    for (let i = 0; i < 10; i++) {
      pass(calm, 'corn', 1, 1, 10 * i)
      strays(noisy, `jam ${i}`, `peas ${i + 50}`, `tuna ${i}`)
    }
    expect(noisy.straysOf(epcOf('peas 1'), 'peas')).toBeGreaterThan(3 * calm.straysOf(epcOf('peas 1'), 'peas'))
  })

  test('[FR9] a tag that was a stray before is one again; one that left with somebody is sold', () => {
    const tags = register()
    const before = tags.straysOf(epcOf('jam 1'), 'jam')
    strays(tags, 'jam 1')
    pass(tags, 'corn', 1, 1, 5)
    expect(tags.straysOf(epcOf('jam 1'), 'jam')).toBeGreaterThan(5 * before)
    expect([tags.isSold(epcOf('jam 1')), tags.isSold(epcOf('corn 5')), tags.isSold(epcOf('corn 6'))]).toEqual([
      false,
      true,
      false,
    ])
  })

  test('[FR9] of the tags that were sold, or were strays, so many are remembered, the newest', () => {
    const tags = tagRegister(tagged, { ...policy, mostTags: 3 })
    pass(tags, 'corn', 4, 4, 1)
    strays(tags, 'jam 1', 'jam 2', 'jam 3', 'jam 4')
    expect([1, 2, 3, 4].map((i) => tags.isSold(epcOf(`corn ${i}`)))).toEqual([false, true, true, true])
    expect(tags.save().straysSeen.size).toBe(3)
  })
})
