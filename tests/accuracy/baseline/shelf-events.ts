import { meanUpTo, movingStatistics } from './moving-statistics.ts'
import type { BaselinePolicy } from './policy.ts'
import type { ShelfCurves } from './weight-curves.ts'

/** A shelf was active and came to rest: what each plate gained (+) or lost (−). */
export interface ShelfEvent {
  readonly gondola: string
  readonly shelf: number
  readonly fromMs: number
  readonly toMs: number
  readonly plates: readonly { readonly plate: number; readonly grams: number }[]
}

/** Every stretch in which the shelf's moving deviation is too high for a shelf at rest, and what changed over it. */
export function shelfEvents(gondola: string, curves: ShelfCurves, policy: BaselinePolicy): ShelfEvent[] {
  const { times, plates, rateHz, shelf } = curves
  const window = Math.max(2, Math.round((policy.windowMs / 1_000) * rateHz))
  const { deviation } = movingStatistics(sumOf(plates, times.length), window)
  const from = Math.max(policy.activeGrams, policy.activeDeviations * medianOf(deviation))
  return activeStretches(deviation, from, (policy.joinedMs / 1_000) * rateHz).map(([first, last]) => {
    const margin = Math.ceil(window * policy.marginShare)
    const [before, after] = [Math.max(0, first - margin), Math.min(times.length - 1, last + margin)]
    return {
      gondola,
      shelf,
      fromMs: times[first]!,
      // The window has left the event behind a whole window after the weight came to rest.
      toMs: Math.max(times[first]!, times[after]! - policy.windowMs),
      plates: plates.map((curve, i) => ({
        plate: i + 1,
        grams: meanUpTo(curve, after, window) - meanUpTo(curve, before, window),
      })),
    }
  })
}

function sumOf(plates: readonly Float32Array[], count: number): Float64Array {
  const sum = new Float64Array(count)
  for (const curve of plates) for (let i = 0; i < count; i++) sum[i]! += curve[i]! - curve[0]!
  return sum
}

function activeStretches(
  deviation: Float64Array,
  from: number,
  joined: number,
): (readonly [first: number, last: number])[] {
  const stretches: [number, number][] = []
  for (let i = 0; i < deviation.length; i++) {
    if (deviation[i]! <= from) continue
    const open = stretches.at(-1)
    if (open !== undefined && i - open[1] <= joined + 1) open[1] = i
    else stretches.push([i, i])
  }
  return stretches
}

function medianOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.toSorted()[values.length >> 1]!
}
