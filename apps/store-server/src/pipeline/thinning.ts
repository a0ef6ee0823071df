import type { Frame, TracksFrame, WeightFrame } from '@store/device-protocol/frame.ts'
import { detectionPolicy } from '@store/fusion/detection-policy.ts'
import { shelfWatch } from '@store/fusion/shelf-change.ts'
import { distanceToSegment, toFloor } from '@store/planogram/geometry.ts'
import type { Gondola, Point, StoreLayout } from '@store/planogram/layout.ts'

/** What is left out of a log that is old: plates that rest, where nobody is. */
export interface ThinPolicy {
  /** Nobody looks into a visit as closely after this, and no visit that began before is still open. */
  readonly afterMs: number
  /**
   * Kept whole for as long before a plate stirs or somebody comes near. The rest weight follows its plate with a time
   * constant of 6 s, the noise with 3 s: five of the longer one, and what was left out before is forgotten. Measured on 30
   * traces: from 20 s on no digit of any receipt differs; at 8 s one of them, at 3 s eight.
   */
  readonly beforeMs: number
  /** … and for as long afterwards: longer than a plate takes to be at rest again, and a shopper to reach again. */
  readonly afterStirMs: number
  /** Somebody this near to a gondola's front could reach for it within a step. */
  readonly nearMetres: number
  /** Of a shelf at rest, this much is kept … */
  readonly keptMs: number
  /** … out of every so much: below the 20 s after which a plate that said nothing begins anew. */
  readonly everyMs: number
}

export const thinPolicy: ThinPolicy = {
  afterMs: 3_600_000,
  beforeMs: 30_000,
  afterStirMs: 15_000,
  nearMetres: 1.2,
  keptMs: 1_000,
  everyMs: 10_000,
}

/** When each gondola was stirring, or had somebody near. */
export interface Stirring {
  /** In the order of the log. */
  see(frame: Frame): void
  /** Whether nothing of this frame is worth keeping, given all that was seen around it. */
  isIdle(frame: WeightFrame): boolean
}

export function stirring(layout: StoreLayout, policy: ThinPolicy = thinPolicy): Stirring {
  const shelves = new Map(layout.gondolas.map((gondola) => [gondola.id, watched(gondola)]))

  function weigh(frame: WeightFrame): void {
    const shelf = shelves.get(frame.gondola)
    if (!shelf) return
    const changes = shelf.watch.take(frame)
    const endMs = endOf(frame)
    const sinceMs = shelf.watch.openSince(endMs)
    if (sinceMs !== undefined) shelf.stirs.add(sinceMs, endMs)
    for (const { startedMs, closedMs } of changes) shelf.stirs.add(startedMs, closedMs)
  }

  function look({ capturedMs, tracks }: TracksFrame): void {
    for (const { stirs, front } of shelves.values())
      if (tracks.some(({ head: [x, y] }) => distanceToSegment([x, y], ...front) <= policy.nearMetres))
        stirs.add(capturedMs, capturedMs)
  }

  return {
    see(frame) {
      if (frame.kind === 'weight') weigh(frame)
      else if (frame.kind === 'tracks') look(frame)
    },
    isIdle(frame) {
      const shelf = shelves.get(frame.gondola)
      if (!shelf || frame.capturedMs % policy.everyMs < policy.keptMs) return false
      return !shelf.stirs.touches(frame.capturedMs - policy.afterStirMs, endOf(frame) + policy.beforeMs)
    },
  }
}

function watched(gondola: Gondola): { watch: ReturnType<typeof shelfWatch>; stirs: Spans; front: [Point, Point] } {
  const plates = Math.max(...gondola.shelves.map((shelf) => shelf.plates))
  const front: [Point, Point] = [
    toFloor(gondola, 0, -gondola.depth),
    toFloor(gondola, plates * gondola.plateWidth, -gondola.depth),
  ]
  return { watch: shelfWatch(gondola, detectionPolicy), stirs: spans(), front }
}

interface Spans {
  add(fromMs: number, toMs: number): void
  touches(fromMs: number, toMs: number): boolean
}

/** Spans of time that come nearly sorted, those that touch as one. */
function spans(): Spans {
  const all: { fromMs: number; toMs: number }[] = []
  return {
    add(fromMs, toMs) {
      let [from, to] = [fromMs, toMs]
      while (all.length > 0 && all.at(-1)!.toMs >= from - JOIN_MS) {
        const last = all.pop()!
        from = Math.min(from, last.fromMs)
        to = Math.max(to, last.toMs)
      }
      all.push({ fromMs: from, toMs: to })
    },
    touches(fromMs, toMs) {
      let low = 0
      let high = all.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (all[middle]!.toMs < fromMs) low = middle + 1
        else high = middle
      }
      return low < all.length && all[low]!.fromMs <= toMs
    },
  }
}

/** Less than what is kept around either. */
const JOIN_MS = 1_000

const endOf = ({ capturedMs, shape: [samples], rateHz }: WeightFrame): number => capturedMs + (samples * 1_000) / rateHz
