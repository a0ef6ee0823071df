import { describe, expect, test } from 'vitest'
import { framesOf, liveStore, type Bill } from './live-store.ts'

/** Devices find the server again one after the other. */
const APART_MS = 400

describe.each([
  [20_000, 'right after the scan', 0],
  [100_000, 'right after the scan', 0],
  [20_000, 'in mid-visit', 0.5],
  [100_000, 'in mid-visit', 0.5],
])('[PI24] an outage of %i ms %s', (downMs, _when, share) => {
  test.each([1, 2, 3, 4])('changes no receipt (seed %i)', async (seed) => {
    const frames = framesOf('plain', seed, 1, 4)
    const scan = frames.find((frame) => frame.kind === 'gate' && frame.event === 'scan')!
    const expected = await billsOf(frames)
    expect(expected.flatMap(({ lines }) => lines).length).toBeGreaterThan(0)
    expect(
      await billsOf(frames, async (store) => {
        await store.play(scan.arrivedMs + 300 + share * (store.lastsMs - scan.arrivedMs))
        await store.outage(downMs, APART_MS)
      }),
    ).toEqual(expected)
  })
})

async function billsOf(
  frames: ReturnType<typeof framesOf>,
  suffer?: (store: Awaited<ReturnType<typeof liveStore>>) => Promise<void>,
) {
  const store = await liveStore(frames, { beats: true })
  await suffer?.(store)
  await store.play(store.lastsMs)
  await store.rest()
  const bills = store.bills().map(unitsOf)
  await store.close()
  return bills
}

/** Heartbeats come at other instants, and with them the last digits of a confidence. */
const unitsOf = ({ shopper, status, lines }: Bill) => ({
  shopper,
  status,
  lines: lines.map(({ gtin, quantity }) => ({ gtin, quantity })),
})
