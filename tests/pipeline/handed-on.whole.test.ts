import type { FloorAct } from '@store/contract/floor.ts'
import { floorView } from '@store/store-server/projections/floor-view.ts'
import { expect, test } from 'vitest'
import { cornerShop, framesOf, liveStore } from './live-store.ts'

/** What the staff's screen was told of things that were put back, in a few days of a kind. */
async function putsToldIn(recipe: string, seeds: readonly number[]): Promise<FloorAct[]> {
  const told: FloorAct[] = []
  for (const seed of seeds) {
    const store = await liveStore(framesOf(recipe, seed, 2, 4))
    await store.play(store.lastsMs)
    await store.rest()
    const view = floorView(cornerShop)
    for (const event of store.events) view.hear(event)
    const news = view.snapshot().items.flatMap((item) => (item.kind === 'event' ? [item.news] : []))
    told.push(...news.flatMap((one) => (one.what === 'acts' ? one.acts : [])))
    await store.close()
  }
  return told.filter(({ action }) => action === 'put-back' || action === 'misplaced')
}

test('[RT12] who puts back what another one took: staff are told whose it was', async () => {
  const puts = await putsToldIn('hand-to-hand-put-back', [1, 2, 3])
  const handedOn = puts.filter(({ takenBy }) => takenBy !== undefined)
  expect(handedOn.length).toBeGreaterThanOrEqual(4)
  for (const { visit, takenBy } of handedOn) expect(new Set(['1', '2'])).toEqual(new Set([visit, takenBy]))
})

test('[RT12] who puts back their own things has been given nothing', async () => {
  const puts = await putsToldIn('put-back-right', [1, 2, 3])
  expect(puts.length).toBeGreaterThan(3)
  expect(puts.filter(({ takenBy }) => takenBy !== undefined)).toEqual([])
})
