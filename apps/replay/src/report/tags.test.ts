import type { TagEvidence } from '@store/fusion/tag-evidence.ts'
import { expect, test } from 'vitest'
import { OATS, played } from './explanation-scene.ts'
import { tagAccounts, tagsText } from './tags.ts'

const read: TagEvidence = {
  gate: 'exit',
  atMs: 60_000,
  passed: ['ana'],
  gtin: OATS,
  read: 1,
  before: [0.62],
  after: [0.991],
}

const textOf = (tags: readonly TagEvidence[], quantity?: number): string =>
  tagsText(tagAccounts(tags, played(), quantity))
    .join('\n')
    .replaceAll('\u00a0', ' ')

test('[RP19] a tag that was read at the exit is told, with what it made of the line', () => {
  expect(textOf([read], 1)).toBe(
    '10:01:00.0, gate exit: 1 tag of Oats was read as ana went out: 62.0 % before, 99.1 % with that.',
  )
})

test('[RP19] and so is one that was not, and another’s: what is left is the probability of exactly the line’s units', () => {
  expect(textOf([{ ...read, read: 0, passed: ['ana', 'ben'], before: [0.99, 0.3], after: [0.9, 0.1] }], 1)).toBe(
    '10:01:00.0, gate exit: no tag of Oats was read as ana and ben went out: 69.0 % before, 80.0 % with that.',
  )
})

test('[RP19] a read that changes nothing bears a line out; for what is not charged any unit counts', () => {
  expect(textOf([{ ...read, read: 2, before: [0.9995, 0.5], after: [0.9996, 0.5] }])).toBe(
    '10:01:00.0, gate exit: 2 tags of Oats were read as ana went out: that bears out the 100.0 %.',
  )
})
