import { describe, expect, test } from 'vitest'
import { elsewhere, here, storyOf, takes, type Seen } from './attribution-scene.ts'
import { rfidPolicy } from './rfid-policy.ts'

const corner = { 1: -120, 2: -80 }
const back = { 1: 120, 2: 80 }
const anaGave: Seen['handedOn'] = { among: ['ana'], share: rfidPolicy.changedHands }

const story = (...acts: readonly Seen[]) => {
  const told = storyOf()
  for (const act of acts) told.see(act)
  return told
}

describe('somebody puts down what another picked', () => {
  test('[FA54] then it was handed on: who picked it is not charged', () => {
    const told = story(takes('ana', 0, corner), { ...takes('ben', 9_000, back), handedOn: anaGave })
    expect([told.charged('ana'), told.charged('ben')]).toEqual([[], []])
    expect(told.believed('ana')).toBeGreaterThan(0.95)
  })

  test('[FA54] not by who is gone', () => {
    const told = story(takes('ana', 0, corner), { ...takes('ben', 9_000, back), handedOn: { among: [], share: 1 } })
    expect(told.charged('ana')).toEqual(['corn'])
  })

  test('[FA54] not where they put down their own', () => {
    const both = [takes('ana', 0, corner), takes('ben', 4_000, corner)]
    const told = story(...both, { ...takes('ben', 9_000, back), handedOn: anaGave })
    expect([told.charged('ana'), told.charged('ben')]).toEqual([['corn'], []])
    expect(told.believed('ana', 'corn')).toBeGreaterThan(0.98)
  })

  test('[FA54] not where the one who has it stands there as well', () => {
    const told = story(takes('ana', 0, corner), { ...takes('ana', 9_000, back, { ben: elsewhere }), handedOn: anaGave })
    expect([told.believed('ana'), told.believed('ben')]).toEqual([1, 1].map(() => expect.closeTo(1, 2)))
  })

  test('[FA54] of two who have its like, the one whose weighed as much', () => {
    const light = takes('ana', 0, { 1: -118, 2: -78 })
    const heavy = takes('cy', 4_000, { 1: -122, 2: -82 })
    const among = { among: ['ana', 'cy'], share: rfidPolicy.changedHands }
    const told = story(light, heavy, { ...takes('ben', 9_000, { 1: 122, 2: 82 }), handedOn: among })
    expect([told.charged('ana'), told.charged('cy')]).toEqual([['corn'], []])
  })

  test('[FA54] nor is anything but what belongs there looked for', () => {
    const told = story(takes('ana', 0, corner), { ...takes('ben', 9_000, { 8: 120, 9: 80 }), handedOn: anaGave })
    expect(told.charged('ana')).toEqual(['corn'])
  })

  test('[FA54] whoever restocks was given nothing', () => {
    const restock: Seen = { atMs: 9_000, plates: back, near: { kim: here }, staff: ['kim'], handedOn: anaGave }
    expect(story(takes('ana', 0, corner), restock).believed('ana', 'corn')).toBeGreaterThan(0.98)
  })
})
