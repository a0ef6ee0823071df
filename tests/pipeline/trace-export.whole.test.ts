import { describe, expect, test } from 'vitest'
import { EPOCH_MS, framesOf, liveStore, replayed, type LiveStore } from './live-store.ts'

const receiptsOf = (store: LiveStore) =>
  store.bills().map(({ shopper, lines, unresolved }) => ({ shopper, lines, unresolved }))

describe('[PI8] what was lived through is exported as a trace', () => {
  test('an hour of it replays to the same receipts', async () => {
    const store = await liveStore(framesOf('calm-afternoon', 3, 3, 3), { segmentBytes: 1_000_000 })
    await store.play(store.lastsMs)
    await store.rest()
    const trace = store.engine.exportTrace({ kind: 'time', fromMs: EPOCH_MS, toMs: EPOCH_MS + 3_600_000 })
    expect((await replayed(trace)).receipts).toEqual(receiptsOf(store))
    await store.close()
  })

  test('one session replays to the same receipt, and brings no more than it needs', async () => {
    const frames = framesOf('plain', 5, 3, 2)
    const store = await liveStore(frames)
    await store.play(store.lastsMs)
    await store.rest()
    const [first] = store.engine.current().visits
    const { receipts, frames: count } = await replayed(
      store.engine.exportTrace({ kind: 'session', session: first!.id }),
    )
    const bill = receiptsOf(store).find(({ shopper }) => shopper === first!.shopper)
    expect(receipts.find(({ shopper }) => shopper === first!.shopper)).toEqual(bill)
    expect(count).toBeLessThanOrEqual(frames.length)
    await store.close()
  })

  test('a time before the log is told so', async () => {
    const store = await liveStore(framesOf('plain', 5, 1, 1))
    const trace = store.engine.exportTrace({ kind: 'session', session: `corner-shop/${EPOCH_MS - 1}/1` })
    await expect(replayed(trace)).rejects.toThrow('holds nothing of visit')
    await store.close()
  })
})

describe('[PI5] at a quiet point a new run begins', () => {
  test('and what follows is the same store: stock is carried, visits are numbered on, an export spans both', async () => {
    const frames = framesOf('plain', 7, 1, 2)
    const store = await liveStore(frames, { runMs: 10_000 })
    await store.play(store.lastsMs)
    await store.rest()
    const before = store.engine.current().stock
    expect(store.events.filter(({ type }) => type === 'run-begun').length).toBeGreaterThan(0)
    await store.crash(1_000)
    expect(store.engine.current().stock).toEqual(before)
    expect(store.engine.visits.nextVisitId('ana', EPOCH_MS)).toBe(`corner-shop/${EPOCH_MS}/2`)
    const trace = store.engine.exportTrace({ kind: 'time', fromMs: EPOCH_MS, toMs: EPOCH_MS + 3_600_000 })
    expect((await replayed(trace)).receipts).toEqual(receiptsOf(store))
    await store.close()
  })
})

/** Before one is out the next is in; exports may not begin with the run, as if it were weeks old. */
const neverQuiet = (seed: number) =>
  liveStore(framesOf('plain', seed, 12, 2, 20_000), {
    policy: () => ({ checkpointMs: 5_000, keepEndedMs: 20_000, wholeRunMs: 0 }),
  })

const chargedIn = (lines: readonly { readonly gtin: string; readonly quantity: number }[] = []) =>
  lines.map(({ gtin, quantity }) => `${quantity} x ${gtin}`)

// Of doubts, the third digit may differ: what those held whom the others had met is not known.
test.each([1, 2, 3])(
  '[PI8] of a store that is never quiet, a session replays to the same units from what came before it (seed %i)',
  async (seed) => {
    const store = await neverQuiet(seed)
    await store.play(store.lastsMs)
    await store.rest()
    const bills = receiptsOf(store)
    expect(bills).toHaveLength(12)
    const ids = [...new Set(store.events.flatMap((one) => (one.type === 'visit-changed' ? [one.visit.id] : [])))]
    const all = store.engine.exportTrace({ kind: 'time', fromMs: EPOCH_MS, toMs: EPOCH_MS + 3_600_000 })
    const counts = [(await replayed(all)).frames]
    for (const i of [3, 7, 11]) {
      const shopper = `shopper-${i + 1}`
      const { receipts, frames } = await replayed(store.engine.exportTrace({ kind: 'session', session: ids[i]! }))
      counts.push(frames)
      const [live, replay] = [bills, receipts].map((some) => some.find((one) => one.shopper === shopper))
      expect(chargedIn(replay?.lines)).toEqual(chargedIn(live?.lines))
    }
    expect(counts.at(-1)).toBeLessThan(0.9 * counts[0]!)
    await store.close()
  },
)
