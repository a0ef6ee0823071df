import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
import { describe, expect, test } from 'vitest'
import { handedOnTo, takers } from './handed-on.ts'

const took = (actor: string): BelievedAct => ({ action: 'took', actor, gtin: 'tea', quantity: 1 })

const put = (actor: string, from: string): BelievedAct => ({
  action: 'put-back',
  actor,
  gtin: 'tea',
  quantity: 1,
  from: [from],
})

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

describe('[RT12] what is put down that another one took', () => {
  const labels = new Map([
    ['ana', '1'],
    ['ben', '2'],
  ])
  const labelOf = (actor: string) => labels.get(actor)

  test('is told with who had taken it, and not where that was the same one', () => {
    const known = takers()
    known.note(change('c1', [0.95, took('ana')]), labelOf)
    expect(known.before(put('ben', 'c1'), labelOf)).toBe('1')
    expect(known.before(put('ana', 'c1'), labelOf)).toBeUndefined()
    expect(known.before(put('track 9', 'c1'), labelOf)).toBeUndefined()
    expect(known.before(put('ben', 'c2'), labelOf)).toBeUndefined()
  })

  test('is not told of a doubtful take, nor where two took the same at once', () => {
    const known = takers()
    known.note(change('c1', [0.8, took('ana')]), labelOf)
    known.note(change('c2', [0.95, took('ana'), took('ben')]), labelOf)
    expect(known.before(put('ben', 'c1'), labelOf)).toBeUndefined()
    expect(known.before(put('ben', 'c2'), labelOf)).toBeUndefined()
  })

  test('is remembered for so many changes, and no more', () => {
    const known = takers()
    for (let i = 0; i <= 2_000; i++) known.note(change(`c${i}`, [0.95, took('ana')]), labelOf)
    expect(known.before(put('ben', 'c0'), labelOf)).toBeUndefined()
    expect(known.before(put('ben', 'c1'), labelOf)).toBe('1')
  })
})
