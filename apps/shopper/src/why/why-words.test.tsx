import type { ConsideredAct, ShelfEvidence } from '@store/contract/evidence.ts'
import { formatIn } from '@store/house-style/format.ts'
import { expect, test } from 'vitest'
import { wording } from '../wording/wording.ts'
import { nearWords, ownWords, placeWords, tagWords, weightWords } from './why-words.ts'

const { t } = wording({ getItem: () => null, setItem: () => {} }, ['en'])
const format = formatIn('en-US')
const took = (who: ConsideredAct['who'], quantity: number, grams: number): ConsideredAct => ({
  action: 'took',
  who,
  name: 'Fig Bar',
  quantity,
  grams,
})
const place = { gondola: 'A', board: 2, boards: 5, from: 0, to: 0.2 }
const change = (grams: number, ...acts: ConsideredAct[]): ShelfEvidence => ({
  at: '2026-11-21T18:04:00.000Z',
  place,
  grams,
  believed: { probability: 0.9, acts },
  otherwise: [],
  near: [],
})

test('[SA13] what two people took at once is weighed together, and only the shopper’s own part is theirs', () => {
  const both = change(-120.4, took('you', 1, -62.9), took('another-shopper', 1, -62.9))
  expect(weightWords(t, format, both)).toEqual([
    'The shelf became 120\u00a0g lighter.',
    '2 × Fig Bar should weigh 126\u00a0g: 5.4\u00a0g off.',
  ])
  expect(ownWords(t, both.believed!)).toBe('1 × Fig Bar')
})

test('[SA13] grams that read alike fit; an unknown weight is not compared', () => {
  expect(weightWords(t, format, change(-70.4, took('you', 1, -69.6)))[1]).toBe(
    '1 × Fig Bar should weigh 70\u00a0g: that fits.',
  )
  const { grams: _, ...unweighed } = took('you', 1, 0)
  expect(weightWords(t, format, change(-70.4, unweighed))).toEqual(['The shelf became 70\u00a0g lighter.'])
})

test('[SA13] a place is told in thirds of its board', () => {
  const sides = [0, 0.45, 0.9].map((from) => placeWords(t, { ...place, from, to: from + 0.1 }).split(', ')[2])
  expect(sides).toEqual(['on the left', 'in the middle', 'on the right'])
})

test('[SA13] a hand tells more than a head, and nobody near is told as well', () => {
  expect(nearWords(t, format, [{ who: 'you', handMetres: 0.08, headMetres: 0.5 }])).toEqual([
    'Your hand came within 8\u00a0cm of it.',
    'Nobody else was near.',
  ])
  expect(nearWords(t, format, [{ who: 'somebody', headMetres: 1.34 }])).toEqual([
    'The next person stayed 1.3\u00a0m away.',
  ])
})

test('[SA29] tags that were read at the exit, and those that were not, in both languages', () => {
  const tag = {
    at: '2026-11-21T18:04:00.000Z',
    name: 'Fig Bar',
    who: 'you',
    read: 1,
    before: 0.62,
    after: 0.991,
  } as const
  expect(tagWords(t, format, tag)).toBe(
    'As you went out, the tag reader saw 1 × Fig Bar. That took us from 62% sure to 99%.',
  )
  expect(tagWords(t, format, { ...tag, who: 'others', read: 0, before: 0.5, after: 0.5 })).toBe(
    'As somebody else went out, the tag reader saw no Fig Bar.',
  )
  const chinese = wording({ getItem: () => null, setItem: () => {} }, ['zh'])
  expect(tagWords(chinese.t, formatIn('zh-CN'), { ...tag, who: 'you-and-others', read: 2 })).toMatch(
    /^您与他人一同离开时，标签读取器读到了 Fig Bar × 2。我们的把握由/,
  )
})
