import { expect, test } from 'vitest'
import type { Assignment } from './assignment.ts'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { corn, runOf, sceneOf, unitOf } from './attribution-scene.ts'
import { storyBook } from './story-book.ts'

const scene = sceneOf({ plates: { 1: -200 } })

test('[FA50] the stories of a run are found once for all worlds', () => {
  const book = storyBook(scene, policy)
  expect(book.of(runOf({ 1: -200 }))).toBe(book.of(runOf({ 1: -200 })))
  expect(book.of(runOf({ 1: -200 }))).not.toBe(book.of(runOf({ 1: -201 })))
})

test('[FA50] and who may have made them', () => {
  const book = storyBook(scene, policy)
  let asked = 0
  const find = (): Assignment[] => {
    asked++
    return [{ actors: ['ana'], likelihood: 1 }]
  }
  const [story] = book.of(runOf({ 1: -200 })).plain
  book.assigned([story!], find)
  book.assigned([story!], find)
  expect(asked).toBe(1)
  book.assigned([story!, story!], find)
  expect(asked).toBe(2)
})

test('[FA50] what is held alike to the last digit is the same thing in all worlds, and no other', () => {
  const book = storyBook(scene, policy)
  const held = book.held('ana', unitOf(corn), 1)
  expect(book.held('ana', unitOf(corn), 1)).toBe(held)
  const others = [
    book.held('ben', unitOf(corn), 1),
    book.held('ana', unitOf(corn), 2),
    book.held('ana', unitOf(corn, 'earlier', 201), 1),
    book.held('ana', unitOf(corn, 'later'), 1),
  ]
  expect(others).not.toContain(held)
  const run = runOf({ 8: 200 })
  expect(book.of(run).withThings([], [held])[0]).toBe(book.of(run).withThings([], [held])[0])
})
