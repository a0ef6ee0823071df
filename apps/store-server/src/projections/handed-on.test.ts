import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
import { describe, expect, test } from 'vitest'
import { handedOnTo, handsMet } from './handed-on.ts'

const took = (actor: string): BelievedAct => ({ action: 'took', actor, gtin: 'tea', quantity: 1 })

function change(id: string, ...considered: readonly [probability: number, ...acts: BelievedAct[]][]): ChangeEvidence {
  return {
    change: { id, gondola: 'A', shelf: 1, startedMs: 0, momentMs: 0, settledMs: 0, closedMs: 0, plates: [] },
    grams: -100,
    considered: considered.map(([probability, ...acts]) => ({ probability, acts })),
    people: [],
  }
}

const visitOf = new Map([
  ['ana', 'v1'],
  ['track of ana', 'v1'],
  ['ben', 'v2'],
])

/** Ben's basket has one tea, which rests on this. */
const toBen = (evidence: ChangeEvidence) =>
  handedOnTo('v2', {
    visitOf,
    receipt: { lines: [{ gtin: 'tea', quantity: 1, confidence: 0.9, evidence: [evidence], tags: [] }], unresolved: [] },
  })

describe('[RT12] what a basket holds that another one took', () => {
  test('was handed on, by whichever of their names they took it', () => {
    const evidence = change('c1', [0.7, took('ana')], [0.25, took('track of ana')], [0.05, took('ben')])
    expect(toBen(evidence)).toEqual([{ gtin: 'tea', change: 'c1', takenBy: 'v1' }])
  })

  test.each([
    ['where the other one is not sure enough', change('c1', [0.8, took('ana')], [0.2, took('ben')])],
    ['where both took one at once', change('c1', [0.95, took('ana'), took('ben')])],
    ['where it was somebody without a pass, who may be anybody', change('c1', [0.97, took('track 9')])],
    ['where they took it themselves', change('c1', [0.97, took('ben')])],
  ])('not %s', (_, evidence) => {
    expect(toBen(evidence)).toEqual([])
  })
})

const met = (from: string, to: string) =>
  handsMet('v1', {
    visitOf,
    startedMs: 1_000,
    receipt: {
      lines: [
        {
          gtin: 'tea',
          quantity: 1,
          confidence: 0.9,
          evidence: [],
          tags: [],
          handed: [{ from, to, gtin: 'tea', change: 'c1', fromMs: 5_000, untilMs: 6_000, probability: 0.2, among: 2 }],
        },
      ],
      unresolved: [],
    },
  })

describe('[RT12] hands that met', () => {
  test('may have made a thing of this visit another’s', () => {
    expect(met('track of ana', 'ben')).toEqual([{ gtin: 'tea', with: 'v2', atMs: 7_000, probability: 0.2 }])
  })

  test.each([
    ['what others gave', 'ben', 'ana'],
    ['people of one visit among themselves', 'ana', 'track of ana'],
    ['somebody without a pass, who may be anybody', 'ana', 'track 9'],
  ])('but not %s', (_, from, to) => {
    expect(met(from, to)).toEqual([])
  })
})
