import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { Facing } from '@store/planogram/layout.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { Planogram } from '@store/planogram/planogram.ts'

/** How many units are believed to lie at each facing: what was there, less what was taken from its own place. */
export interface StockCount extends Stateful<ReadonlyMap<string, number>> {
  /** Takes a change in as it is most likely to have been; answers the facings whose count changed. */
  hear(evidence: ChangeEvidence): Facing[]
  of(facing: Facing): number
  all(): Record<string, number>
}

/** Names a facing by where it begins: `gondola/shelf/plate`. */
export const facingId = ({ gondola, shelf, plates }: Facing): string => `${gondola}/${shelf}/${Math.min(...plates)}`

export function stockCount(planogram: Planogram, carried: Readonly<Record<string, number>>): StockCount {
  const counts = new Map(planogram.facings.map((one) => [facingId(one), carried[facingId(one)] ?? one.stock ?? 0]))

  function facingOf(gtin: string, { change: { gondola, shelf, plates } }: ChangeEvidence): Facing | undefined {
    const there = planogram.facingsOf(gtin).filter((one) => one.gondola === gondola && one.shelf === shelf)
    return there.find((one) => plates.some(({ plate }) => one.plates.includes(plate))) ?? there[0]
  }

  return {
    hear(evidence) {
      const [likeliest] = evidence.considered
      return (likeliest?.acts ?? []).flatMap(({ action, gtin, quantity, place }) => {
        const sign = action === 'took' ? -1 : action === 'put-back' || action === 'restocked' ? 1 : 0
        if (sign === 0 || place !== 'own-facing' || gtin === undefined) return []
        const facing = facingOf(gtin, evidence)
        if (!facing) return []
        const id = facingId(facing)
        counts.set(id, Math.max(0, (counts.get(id) ?? 0) + sign * quantity))
        return [facing]
      })
    },
    of: (facing) => counts.get(facingId(facing)) ?? 0,
    all: () => Object.fromEntries(counts),
    save: () => counts,
    restore: (state) => refill(counts, state),
  }
}
