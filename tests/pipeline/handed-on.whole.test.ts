import type { FloorAct, FloorNews } from '@store/contract/floor.ts'
import { floorView } from '@store/store-server/projections/floor-view.ts'
import { expect, test } from 'vitest'
import { cornerShop, framesOf, liveStore } from './live-store.ts'

/** What the staff's screen was told, in a few days of a kind. */
async function toldIn(recipe: string, seeds: readonly number[]): Promise<FloorNews[]> {
  const told: FloorNews[] = []
  for (const seed of seeds) {
    const store = await liveStore(framesOf(recipe, seed, 2, 4))
    await store.play(store.lastsMs)
    await store.rest()
    const view = floorView(cornerShop)
    for (const event of store.events) view.hear(event)
    told.push(...view.snapshot().items.flatMap((item) => (item.kind === 'event' ? [item.news] : [])))
    await store.close()
  }
  return told
}

const putsIn = (told: readonly FloorNews[]): FloorAct[] =>
  told
    .flatMap((one) => (one.what === 'acts' ? one.acts : []))
    .filter(({ action }) => action === 'put-back' || action === 'misplaced')

test('[RT12] who puts back what another one took: staff are told whose it was', async () => {
  const puts = putsIn(await toldIn('hand-to-hand-put-back', [1, 2, 3]))
  const handedOn = puts.filter(({ takenBy }) => takenBy !== undefined)
  expect(handedOn.length).toBeGreaterThanOrEqual(4)
  for (const { visit, takenBy } of handedOn) expect(new Set(['1', '2'])).toEqual(new Set([visit, takenBy]))
})

test('[RT12] who puts back their own things has been given nothing', async () => {
  const puts = putsIn(await toldIn('put-back-right', [1, 2, 3]))
  expect(puts.length).toBeGreaterThan(3)
  expect(puts.filter(({ takenBy }) => takenBy !== undefined)).toEqual([])
})

test('[RT12] whose hands met, so that something may have changed hands: staff are told once for each meeting', async () => {
  const met = (await toldIn('hand-to-hand', [1, 2])).filter(({ what }) => what === 'hands-met')
  expect(met.length).toBeGreaterThan(0)
  expect((await toldIn('put-back-right', [1])).filter(({ what }) => what === 'hands-met')).toEqual([])
})
