import type { ChargedLine } from '@store/charging/events.ts'
import { priceOf } from '@store/charging/figures.ts'
import * as fc from 'fast-check'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { receiptFirst } from './receipt-first.ts'

const aBasket: fc.Arbitrary<ChargedLine[]> = fc.uniqueArray(
  fc.record({
    item: fc.constantFrom('gum', 'oats', 'tea'),
    quantity: fc.integer({ min: 1, max: 4 }),
    unitMinor: fc.integer({ min: 50, max: 900 }),
  }),
  { selector: ({ item }) => item },
)

/** What survives a crash: receipts, and what was charged, once for each visit. */
function shop() {
  const receipts = new Map<string, readonly ChargedLine[]>()
  const charged = new Map<string, { readonly amountMinor: number; readonly lines: readonly ChargedLine[] }>()
  const differing: string[] = []
  const failures: string[] = []
  const waitedMs: number[] = []
  const begun = () =>
    receiptFirst({
      async settle(visitId, amountMinor, lines) {
        await sleep(0)
        if (!charged.has(visitId)) charged.set(visitId, { amountMinor, lines })
        return 'charged'
      },
      receiptLines: async (visitId) => receipts.get(visitId),
      after: (ms, task) => (waitedMs.push(ms), setImmediate(task), () => undefined),
      failed: (visitId, _, isTriedAgain) => void (isTriedAgain ? undefined : failures.push(visitId)),
      differs: (visitId) => void differing.push(visitId),
    })
  const writes = (visitId: string, lines: readonly ChargedLine[]) => async () => {
    await sleep(1)
    if (!receipts.has(visitId)) receipts.set(visitId, lines)
  }
  return { receipts, charged, differing, failures, waitedMs, begun, writes }
}

describe('[CW16] what is charged is what the receipt says', () => {
  test('money is asked for once the receipt is stored', async () => {
    const { charged, receipts, begun, writes } = shop()
    const { store, settle } = begun()
    const lines = [{ item: 'gum', quantity: 2, unitMinor: 150 }]
    void store('v1', writes('v1', lines))
    expect(receipts.has('v1')).toBe(false)
    await settle('v1', 300, lines)
    expect(receipts.get('v1')).toEqual(lines)
    expect(charged.get('v1')).toEqual({ amountMinor: 300, lines })
  })

  test('whatever the store is rebuilt to, wherever it crashed in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ basket: aBasket, isStored: fc.boolean(), isCharged: fc.boolean() }), { maxLength: 4 }),
        aBasket,
        async (lives, last) => {
          const { receipts, charged, differing, begun, writes } = shop()
          for (const { basket, isStored, isCharged } of lives) {
            const { store, settle, written } = begun()
            if (isStored) void store('v1', writes('v1', basket))
            if (isStored && isCharged) await settle('v1', priceOf(basket), basket)
            await written()
          }
          const { store, settle } = begun()
          void store('v1', writes('v1', last))
          await settle('v1', priceOf(last), last)
          const receipt = receipts.get('v1')!
          expect(charged.get('v1')).toEqual({ amountMinor: priceOf(receipt), lines: receipt })
          expect(differing.includes('v1')).toBe(
            [...lives.filter(({ isStored, isCharged }) => isStored && isCharged), { basket: last }].some(
              ({ basket }) => priceOf(basket) !== priceOf(receipt),
            ),
          )
        },
      ),
      { numRuns: 100 },
    )
  })

  test('who turned back has no receipt and pays nothing', async () => {
    const { charged, begun } = shop()
    await begun().settle('v1', 0, [])
    expect(charged.get('v1')).toEqual({ amountMinor: 0, lines: [] })
  })

  test('a database that is away for a moment is waited for, by this visit and no other', async () => {
    const { charged, failures, receipts, waitedMs, begun, writes } = shop()
    const { store, settle, written } = begun()
    const lines = [{ item: 'gum', quantity: 2, unitMinor: 150 }]
    let tries = 0
    const write = writes('v1', lines)
    void store('v1', () => (++tries < 3 ? Promise.reject(new Error('the connection was lost')) : write()))
    void store('v2', writes('v2', lines))
    await settle('v2', 300, lines)
    await settle('v1', 300, lines)
    await written()
    expect([tries, failures, waitedMs]).toEqual([3, [], [500, 2_000]])
    expect(receipts.get('v1')).toEqual(lines)
    expect(charged.get('v1')).toEqual({ amountMinor: 300, lines })
  })

  test('a receipt that cannot be stored is told of, and keeps nobody from paying', async () => {
    const { charged, failures, waitedMs, begun } = shop()
    const { store, settle } = begun()
    void store('v1', () => Promise.reject(new Error('the disk is full')))
    await settle('v1', 300, [{ item: 'gum', quantity: 2, unitMinor: 150 }])
    expect([failures, waitedMs]).toEqual([['v1'], [500, 2_000, 8_000]])
    expect(charged.get('v1')).toMatchObject({ amountMinor: 300 })
  })
})
