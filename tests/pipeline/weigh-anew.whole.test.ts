import { NothingRecorded, scannedMsOf } from '@store/store-server/pipeline/trace-export.ts'
import { visitPolicy, type VisitRecord } from '@store/store-server/pipeline/visit-register.ts'
import { weighAnewPolicy } from '@store/store-server/pipeline/weigh-anew.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EPOCH_MS, framesOf, liveStore, type LiveStore } from './live-store.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

describe.each(upTo(4))('[PI20] what visits took, weighed anew from the log (seed %i)', (seed) => {
  let store: LiveStore
  let sealed: VisitRecord[]
  beforeAll(async () => {
    store = await liveStore(framesOf('crowd', seed, 3, 3), { policy: () => ({ checkpointMs: 20_000 }) })
    await store.play(store.lastsMs)
    await store.rest()
    sealed = store.engine.current().visits.filter(({ status }) => status === 'sealed')
  })
  afterAll(() => store.close())

  const asCharged = async (fromMs: number, toMs: number) =>
    new Map(
      sealed
        .filter(({ sealedMs = 0 }) => sealedMs >= fromMs && sealedMs <= toMs)
        .map(({ id, basket }) => [id, basket.lines]),
    )

  test('is known of every one, and no other receipt changes for it', async () => {
    const before = store.bills()
    expect(sealed.flatMap(({ basket }) => basket.lines).length).toBeGreaterThan(0)
    for (const { id, leftMs, basket } of sealed) {
      const anew = await store.engine.weighAnew(id, asCharged)
      expect(anew?.untilMs).toBeGreaterThan(leftMs ?? 0)
      // Nothing was undone in this hour, so what was charged is still believed, and its order is that of probabilities.
      for (const { gtin, quantity } of basket.lines) {
        const odds = anew?.odds.find((one) => one.gtin === gtin)?.atLeast ?? []
        expect(odds.toSorted((a, b) => b - a)).toEqual(odds)
        expect(odds[quantity - 1] ?? 0, `${id} has ${quantity} x ${gtin}`).toBeGreaterThan(0.4)
      }
    }
    expect(store.bills()).toEqual(before)
    expect(store.events.every((event) => event.type !== 'visit-changed' || !event.isReplay)).toBe(true)
  })

  test('is the same, however often it is asked and after a restart', async () => {
    const { id } = sealed[0]!
    const once = await store.engine.weighAnew(id, asCharged)
    expect(await store.engine.weighAnew(id, asCharged)).toEqual(once)
    await store.restart()
    expect((await store.engine.weighAnew(id, asCharged))?.odds).toEqual(once?.odds)
  })

  test('asks what others were charged for, of no more than can be met in what is read', async () => {
    const { id } = sealed.at(-1)!
    const spans: [number, number][] = []
    await store.engine.weighAnew(id, async (fromMs, toMs) => {
      spans.push([fromMs, toMs])
      return new Map()
    })
    const { longestMs } = visitPolicy
    expect(spans).toEqual([[EPOCH_MS, scannedMsOf(id) + longestMs + weighAnewPolicy.aheadMs]])
    for (const { sealedMs } of sealed) expect(sealedMs).toBeGreaterThan(EPOCH_MS)
  })

  test('cannot be told of before the log', async () => {
    const error: unknown = await store.engine.weighAnew('corner-shop/1/1', asCharged).catch((one: unknown) => one)
    expect(NothingRecorded.is(error)).toBe(true)
  })
})
