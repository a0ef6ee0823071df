import { ShelfEvidence } from '@store/contract/evidence.ts'
import { Visit } from '@store/contract/visit.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import { NOBODY } from '@store/fusion/world.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shelfEvidence, type Reader } from './shelf-evidence.ts'
import { tagEvidence } from './tag-evidence.ts'
import { visitView } from './visit-view.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const [one, two] = store.catalog.products

const grounds = {
  visitOf: new Map([
    ['ana', 'shop/1/7'],
    ['track-3', 'shop/1/7'],
    ['ben', 'shop/1/8'],
  ]),
  startedMs: 1_000_000,
}
const reader: Reader = { ...store, visitId: 'shop/1/7', grounds }
const took = (actor: string, gtin: string, expectedGrams: number) =>
  ({ action: 'took', actor, gtin, quantity: 1, expectedGrams, place: 'own-facing' }) as const
const evidence: ChangeEvidence = {
  change: {
    id: 'c',
    gondola: 'A',
    shelf: 2,
    startedMs: 0,
    momentMs: 5_000,
    settledMs: 0,
    closedMs: 0,
    plates: [4, 5].map((plate) => ({ plate, grams: -45.04, sigmaGrams: 1, momentMs: 5_000 })),
  },
  grams: -90.08,
  considered: [
    { acts: [took('track-3', one!.gtin, -89.9)], probability: 0.95 },
    { acts: [took('ben', one!.gtin, -89.9)], probability: 0.03 },
    { acts: [took('track-9', two!.gtin, -92)], probability: 0.01 },
    { acts: [took(NOBODY, one!.gtin, -89.9)], probability: 0.005 },
  ],
  people: [
    { actor: 'ana', ratio: 9, handMetres: 0.1234, headMetres: 0.5 },
    { actor: 'unseen', ratio: 0.5 },
    { actor: 'ben', ratio: 0.2, headMetres: 1.304 },
  ],
}

describe('[PI14] why a line is charged, as its shopper reads it', () => {
  const told = shelfEvidence(evidence, one!.gtin, reader)

  test('says when, where and what was weighed, in the words of the contract', () => {
    expect(ShelfEvidence.parse(told)).toEqual(told)
    expect(told).toMatchObject({
      at: new Date(1_005_000).toISOString(),
      place: { gondola: 'A', board: 2, boards: 5, from: 0.25, to: 0.417 },
      grams: -90.1,
      believed: { probability: 0.95, acts: [{ who: 'you', name: one!.name, quantity: 1, grams: -89.9 }] },
    })
  })

  test('names its reader, under whatever name the tracker knew them, and nobody else', () => {
    expect(told.otherwise.map(({ acts: [act] }) => act?.who)).toEqual(['another-shopper', 'somebody', 'nobody'])
    expect(told.near).toEqual([
      { who: 'you', handMetres: 0.12, headMetres: 0.5 },
      { who: 'another-shopper', headMetres: 1.3 },
    ])
    expect(JSON.stringify(told)).not.toMatch(/ben|track|shop\/1/)
  })

  test('believes nothing of what is not charged', () => {
    const { believed, otherwise } = shelfEvidence(evidence, undefined, reader)
    expect([believed, otherwise.length]).toEqual([undefined, 4])
  })

  test('counts boards from the bottom, whatever devices call them', () => {
    const shelves = store.layout.gondolas[0]!.shelves.map((shelf) => ({ ...shelf, index: 6 - shelf.index }))
    const layout = { ...store.layout, gondolas: [{ ...store.layout.gondolas[0]!, shelves }] }
    expect(shelfEvidence(evidence, one!.gtin, { ...reader, layout }).place).toMatchObject({ board: 4, boards: 5 })
  })

  test('goes to its line, and to the doubt that has the same cause', () => {
    const basket = {
      lines: [{ gtin: one!.gtin, quantity: 1, confidence: 0.95 }],
      unresolved: [{ gtins: [one!.gtin, two!.gtin], quantity: 1, reason: 'which' }],
    }
    const doubt = {
      gtins: [two!.gtin, one!.gtin],
      quantity: 1,
      probability: 0.4,
      reason: 'which',
      cause: 'which-article',
    } as const
    const tag = { gate: 'exit', atMs: 60_000, passed: ['ana'], gtin: one!.gtin, read: 1, before: [0.5], after: [0.95] }
    const receipt = {
      lines: basket.lines.map((line) => ({ ...line, evidence: [evidence], tags: [tag] })),
      unresolved: [{ ...doubt, evidence: [evidence], tags: [] }],
    }
    const record = {
      id: 'shop/1/7',
      number: 7,
      shopper: 'a',
      party: 2,
      status: 'shopping',
      scannedMs: 0,
      basket,
    } as const
    const view = visitView(record, 'held', store, { ...grounds, receipt })
    expect(Visit.parse(view)).toEqual(view)
    expect(view).toMatchObject({ number: 7, party: 2, lines: [{ evidence: [told] }] })
    expect(view.doubtful).toMatchObject([{ cause: 'which-article', evidence: [{ grams: -90.1 }] }])
    expect(visitView(record, 'held', store).lines[0]?.evidence).toEqual([])
    expect(view.lines[0]!.tags).toEqual([
      { at: new Date(1_060_000).toISOString(), name: one!.name, who: 'you', read: 1, before: 0.5, after: 0.95 },
    ])
    expect(view.doubtful[0]!.tags).toBeUndefined()
  })

  test.each([
    [['ana', 'ben'], 'you-and-others'],
    [['ben'], 'others'],
    [['track-3'], 'you'],
  ] as const)('[PI21] tags read as %j went out were of %s, and nobody is named', (passed, who) => {
    const tag = { gate: 'exit', atMs: 0, passed, gtin: one!.gtin, read: 0, before: [0.9, 0.4], after: [0.6, 0.1] }
    const ofTags = tagEvidence([tag], 1, reader)
    expect(ofTags.tags).toMatchObject([{ who, read: 0, before: 0.5, after: 0.5 }])
    expect(JSON.stringify(ofTags)).not.toMatch(/ben|track|shop\/1/)
    expect(tagEvidence([tag], undefined, reader).tags).toMatchObject([{ before: 0.9, after: 0.6 }])
  })
})
