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
