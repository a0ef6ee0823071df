import { FloorSnapshot, type FloorVisit } from '@store/contract/floor.ts'
import { liveDevices } from '@store/firmware-sim/live/devices.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { replayed } from '../pipeline/live-store.ts'
import { openSocket } from './device-socket.ts'
import { bankEntries, exportedVisit, liveDay, paidReceipt, soon, unitsOf, type LiveDay } from './live-visit.ts'
import { CORNER_SHOP, storeProcess, type StoreProcess } from './store-process.ts'

/** Visits take as long as people do: a minute or two. */
const VISIT = { timeout: 600_000 }
const WALKS_MS = 240_000
const { layout } = await loadStoreFolder(CORNER_SHOP)
const open: { store?: StoreProcess; day?: LiveDay } = {}

afterEach(async () => {
  await open.day?.stop()
  await open.store?.close()
})

async function opened(scenario: string, options: Parameters<typeof liveDay>[2]) {
  const store = (open.store = await storeProcess({ devices: liveDevices(layout, true) }))
  // The store has to open every door, however long it takes on this machine.
  const day = (open.day = liveDay(store, scenario, { failSafeMs: 3_600_000, ...options }))
  return { store, day }
}

/** What staff see of the visits, as somebody who opens the map now. */
async function visitsOnMap(store: StoreProcess): Promise<FloorVisit[]> {
  const socket = await openSocket(store.url, '/floor', store.staffToken)
  const answer: { value: unknown } = await socket.emitWithAck('floor:join', { storeId: '' })
  socket.disconnect()
  return FloorSnapshot.parse(answer.value).items.filter((item) => item.kind === 'visit')
}

const enteredIn = ({ news }: LiveDay) =>
  soon('somebody to come in', WALKS_MS, () =>
    news.find((one) => one.what === 'party' && one.news.what === 'entered') ? true : undefined,
  )

const carriedOut = ({ news }: LiveDay, visits = 1) =>
  soon('everybody to walk out', WALKS_MS, () => {
    const done = news.filter((one) => one.what === 'carried-out')
    return done.length >= visits ? done : undefined
  })

const inVestibule = ({ news }: LiveDay) =>
  soon('somebody in the vestibule', WALKS_MS, () =>
    news.find((one) => one.what === 'party' && one.news.what === 'in-vestibule') ? true : undefined,
  )

const byFailSafe = ({ news }: LiveDay) =>
  news.filter((one) => one.what === 'party' && one.news.what === 'left' && one.news.isByFailSafe)

describe('a server that is killed in mid-visit', () => {
  test(
    'goes on with the visit: the receipt is what was carried out, and the bank captured it once',
    VISIT,
    async () => {
      const { store, day } = await opened('one-shopper', { seed: 7 })
      await enteredIn(day)
      const before = await soon('the first thing in the basket', WALKS_MS, async () =>
        (await visitsOnMap(store)).find(({ units }) => units > 0),
      )
      const known = before.lines.map(({ gtin }): unknown => expect.objectContaining({ gtin }))
      await store.kill()
      await store.start()
      // The same visit, with what was in its basket, and maybe more by now. Heartbeats are not logged: the last change
      // before the kill is believed again once the gates have been waited for.
      await expect
        .poll(() => visitsOnMap(store), { timeout: 60_000, interval: 500 })
        .toContainEqual(expect.objectContaining({ id: before.id, lines: expect.arrayContaining(known) }))

      await inVestibule(day)
      await store.kill()
      await store.start()

      const [left] = await carriedOut(day)
      const receipt = await paidReceipt(store, left!.shopper)
      expect(receipt.id).toBe(before.id)
      expect(unitsOf(receipt.lines)).toEqual(unitsOf(left!.lines))
      expect(receipt.lines.length).toBeGreaterThan(0)
      expect(receipt.doubtful).toEqual([])
      expect(byFailSafe(day)).toEqual([])

      const entries = await bankEntries(store)
      expect(entries.map(({ kind }) => kind)).toEqual(['authorized', 'captured'])
      expect(entries.at(-1)).toMatchObject({ amountMinor: receipt.total.amountMinor })

      // A replay knows of no kill.
      const replay = await replayed(exportedVisit(store, receipt.id))
      expect(replay.receipts.map(({ lines }) => unitsOf(lines))).toEqual([unitsOf(receipt.lines)])
    },
  )

  test('between the seal and the money settles it once, after the restart', VISIT, async () => {
    const { store, day } = await opened('one-shopper', { seed: 11 })
    await soon('the basket to become money', WALKS_MS, async () =>
      (await visitsOnMap(store)).find(({ status }) => status === 'sealed'),
    )
    await store.kill()
    await store.start()
    const [left] = await carriedOut(day)
    const receipt = await paidReceipt(store, left!.shopper)
    expect(unitsOf(receipt.lines)).toEqual(unitsOf(left!.lines))
    const entries = await bankEntries(store)
    expect(entries.map(({ kind }) => kind)).toEqual(['authorized', 'captured'])
  })
})

test('a live session, exported and replayed, gives the same receipt', VISIT, async () => {
  const { store, day } = await opened('two-at-one-shelf', { seed: 3 })
  for (const { shopper } of await carriedOut(day, 2)) {
    const receipt = await paidReceipt(store, shopper)
    const { receipts } = await replayed(exportedVisit(store, receipt.id))
    const replay = receipts.find((one) => one.shopper === shopper)
    expect(replay?.lines).toEqual(
      receipt.lines.map(({ gtin, quantity, confidence }) => ({ gtin, quantity, confidence })),
    )
    expect(replay?.unresolved.map(({ quantity, reason }) => ({ quantity, reason }))).toEqual(
      receipt.doubtful.map(({ quantity, reason }) => ({ quantity, reason })),
    )
  }
})
