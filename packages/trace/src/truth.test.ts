import { describe, expect, test } from 'vitest'
import { parseTruth, TruthMalformed, truthPathOf } from './truth.ts'

describe('[TR10] ground truth lies beside the trace', () => {
  test.each([
    ['traces/day-1.jsonl.gz', 'traces/day-1.truth.json'],
    ['day.jsonl', 'day.truth.json'],
    ['a.jsonl/day.jsonl', 'a.jsonl/day.truth.json'],
  ])('of %s as %s', (trace, truth) => expect(truthPathOf(trace)).toBe(truth))

  test('a shopper who took nothing has a receipt with no lines', () => {
    const truth = { name: 'day', receipts: [{ shopper: 'ana', lines: [] }] }
    expect(parseTruth(JSON.stringify(truth), 'day.truth.json')).toEqual(truth)
  })

  test('gondolas in events are called as everywhere in the store', () => {
    const items = [{ gtin: '0071142008582', quantity: 1 }]
    const event = { at: 10_000, shopper: 'ana', action: 'pick', items, gondola: 5, shelf: 3, plates: [4, 5] }
    const text = JSON.stringify({ name: 'day', receipts: [], events: [event] })
    expect(parseTruth(text, 'day.truth.json').events).toEqual([{ ...event, gondola: '5' }])
  })

  test.each([
    ['{', 'it is not JSON'],
    ['[]', 'the whole: '],
    ['{"name":"day"}', 'receipts: '],
    [
      '{"name":"day","receipts":[{"shopper":"a","lines":[{"gtin":"12","quantity":1}]}]}',
      'receipts.0.lines.0.gtin: not 8 to 14 digits',
    ],
    ['{"name":"day","receipts":[{"shopper":"a","lines":[{"gtin":"0071142008582","quantity":0}]}]}', 'quantity: '],
  ])('%s is refused with its file and field', (text, says) => {
    const reading = () => parseTruth(text, 'day.truth.json')
    expect(reading).toThrow(says)
    expect(reading).toThrow(expect.objectContaining({ code: TruthMalformed.code }))
    expect(reading).toThrow(/^day\.truth\.json is not a trace's truth: /)
  })
})
