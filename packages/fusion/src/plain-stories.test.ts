import { expect, test } from 'vitest'
import type { Assignment } from './assignment.ts'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { runOf, sceneOf } from './attribution-scene.ts'
import { plainStories } from './plain-stories.ts'

const scene = sceneOf({ plates: { 1: -200 } })

test('[FA33] the stories of a run are found once for all worlds', () => {
  const plain = plainStories(scene, policy)
  expect(plain.of(runOf({ 1: -200 }))).toBe(plain.of(runOf({ 1: -200 })))
  expect(plain.of(runOf({ 1: -200 }))).not.toBe(plain.of(runOf({ 1: -201 })))
})

test('[FA33] and who may have made them; where a world comes in, anew', () => {
  const plain = plainStories(scene, policy)
  let asked = 0
  const find = (): Assignment[] => {
    asked++
    return [{ actors: ['ana'], likelihood: 1 }]
  }
  const [story] = plain.of(runOf({ 1: -200 }))
  plain.assigned([story!], find)
  plain.assigned([story!], find)
  expect(asked).toBe(1)
  plain.assigned([{ ...story! }], find)
  plain.assigned([{ ...story! }], find)
  expect(asked).toBe(3)
})
