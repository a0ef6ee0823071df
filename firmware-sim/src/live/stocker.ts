import { prng } from '@store/kernel/prng.ts'
import type { Facing } from '@store/planogram/layout.ts'
import { middleOf } from '../points.ts'
import { standableNear } from '../route.ts'
import type { Act } from '../scenario.ts'
import { placeOf } from '../script-writer.ts'
import { enterStage, standStill, takeTurn, type LiveStage } from './live-stage.ts'

/** Staff who keep an endless day's shelves from running empty. */
export interface Stocker {
  think(atMs: number): void
}

/** Looks round so often, and fills up a place of which less than this is left. */
const LOOKS_EVERY_MS = 20_000
const FILLS_UP_BELOW = 0.5
const BRINGS_AT_MOST = 4

export function stocker(stage: LiveStage, seed: number): Stocker {
  const acts: Act[] = []
  const inside = standableNear(stage.grid, middleOf(stage.shop.layout.floor))
  const actor = enterStage(stage, { id: 'staff-1', role: { kind: 'staff' }, acts }, undefined, 0, inside, seed)
  const random = prng(seed, 'stocker')
  const full = countOf(stage)
  let looksMs = LOOKS_EVERY_MS

  return {
    think(atMs) {
      standStill(actor, atMs)
      if (actor.walk.now.atMs > atMs) return
      takeTurn(stage, undefined, actor, atMs)
      if (actor.nextAct < acts.length || atMs < looksMs) return
      looksMs = atMs + LOOKS_EVERY_MS
      acts.length = actor.nextAct = 0
      const left = countOf(stage)
      const share = ({ gtin }: Facing): number => (left.get(gtin) ?? 0) / Math.max(1, full.get(gtin) ?? 1)
      const [emptiest] = stage.shop.facings.toSorted((a, b) => share(a) - share(b))
      if (emptiest === undefined || share(emptiest) >= FILLS_UP_BELOW) return
      const missing = (full.get(emptiest.gtin) ?? 0) - (left.get(emptiest.gtin) ?? 0)
      const put = { gtin: emptiest.gtin, quantity: Math.min(BRINGS_AT_MOST, missing), place: placeOf(emptiest) }
      acts.push({ do: 'restock', put, looksMs: random.between(1_000, 4_000) })
    },
  }
}

/** Units of each product on the shelves. */
function countOf({ stock }: LiveStage): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { unit } of stock.lying) counts.set(unit.gtin, (counts.get(unit.gtin) ?? 0) + 1)
  return counts
}
