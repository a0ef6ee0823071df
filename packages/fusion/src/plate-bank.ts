import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import { rowsOf, type Block } from './block-averages.ts'
import { blockHistory, LONGEST, MEDIAN_DIFFERENCE, type BlockHistoryState } from './block-history.ts'
import type { DetectionPolicy } from './detection-policy.ts'
import type { Disturbance } from './disturbance.ts'
import { passingOf } from './passing.ts'

/** One plate came to rest at another weight than it had. `deltaGrams` is negative when something left. */
export interface WeightStep {
  readonly shelf: number
  readonly plate: number
  readonly onsetMs: number
  /** When half of the change had happened for good: the moment a thing changed hands. */
  readonly momentMs: number
  /** When each part of it had; see `passing.ts`. */
  readonly passedMs: readonly number[]
  /** When the plate was believed to be at rest again. */
  readonly settledMs: number
  readonly deltaGrams: number
  /** One standard deviation of `deltaGrams`. */
  readonly sigmaGrams: number
  /** Open until the change that the step belongs to is given out. */
  readonly disturbance: Disturbance
}

export interface PlateBank extends Stateful<PlateBankState> {
  /** Blocks in the order of their time. Steps come out in the order in which plates settled. */
  take(block: Block): WeightStep[]
  /** Believes every plate as it stands. */
  finish(atMs: number): WeightStep[]
  /** The plate says nothing of what lies on it: no samples, or one constant, as no cell does that works. */
  isSilent(shelf: number, plate: number): boolean
  /** When the disturbance of this plate began, or `undefined` while it rests. */
  disturbedSince(shelf: number, plate: number): number | undefined
  /** What a plate that took no step of its own changed by, as far as can be told: the spill of a neighbour's step. */
  spill(shelf: number, plate: number): { readonly deltaGrams: number; readonly sigmaGrams: number } | undefined
  /** Takes the present weight of the plate for its rest weight. */
  rest(shelf: number, plate: number): void
}

export interface PlateBankState {
  readonly history: BlockHistoryState
  readonly lastMs: Float64Array
  readonly heardMs: Float64Array
  readonly level: Float64Array
  readonly levels: Float64Array
  readonly noise: Float64Array
  readonly varies: Uint8Array
  readonly frozen: Uint8Array
  readonly sticks: Uint8Array
  readonly unrest: ReadonlyMap<number, Unrest>
  readonly drift: number
  readonly nowMs: number
}

/** A plate that has left its rest: what it weighed before, and where it went. */
interface Unrest {
  readonly disturbance: Disturbance
  readonly beforeGrams: number
  readonly path: { readonly atMs: number; readonly grams: number }[]
}

const STARTING_BLOCKS = 8
const SETTLING_IN_BLOCKS = 40
/** Quantisation alone leaves this much doubt in a difference of means, grams: 0.241 / √12. */
const QUANTISATION_GRAMS = 0.07

/**
 * The plates of one gondola as a bank of equal machines: a plate is at rest or disturbed, and leaving a disturbance at
 * another weight is a step. Plates are numbered as in a `Block`. `noticed` hears of every disturbance as it opens.
 */
export function plateBank(
  gondola: Gondola,
  policy: DetectionPolicy,
  noticed: (disturbance: Disturbance) => void,
): PlateBank {
  const rows = rowsOf(gondola)
  const names = rows.flatMap(({ shelf, plates }) => Array.from({ length: plates }, (_, i) => ({ shelf, plate: i + 1 })))
  const count = names.length

  const history = blockHistory(count)
  /** When each was last weighed, and when it last said anything. */
  const lastMs = new Float64Array(count).fill(Number.NaN)
  const heardMs = new Float64Array(count).fill(Number.NaN)
  /** The rest weight, now and at each of the last blocks. */
  const level = new Float64Array(count)
  const levels = new Float64Array(count * LONGEST)
  const noise = new Float64Array(count)
  /** The plate has shown that its samples vary at rest, so that a constant is no weight. */
  const varies = new Uint8Array(count)
  /** The plate came to say one constant while at rest; and it moved to another constant since, so it sticks and is not dead. */
  const frozen = new Uint8Array(count)
  const sticks = new Uint8Array(count)
  let nowMs = Number.NEGATIVE_INFINITY
  const unrest = new Map<number, Unrest>()
  let drift = 0

  function take(block: Block): WeightStep[] {
    const steps: WeightStep[] = []
    drift = Math.min(1, block.lengthMs / policy.driftMs)
    nowMs = block.endMs
    for (let i = 0; i < count; i++) {
      // Its zero may have moved as far as its load while nobody looked: a difference would mean nothing.
      if (block.startMs - lastMs[i]! > policy.longestDisturbanceMs) startAnew(i, block.endMs)
      const grams = block.means[i]!
      if (grams !== grams) {
        if (unrest.has(i) && isMute(i)) unheard(i, block.endMs)
        continue
      }
      heardMs[i] = block.endMs
      history.push(i, grams, block.spreads[i]!)
      if (isStuck(i)) {
        freeze(i, block.endMs, steps)
        continue
      }
      judge(i, grams, block, steps)
      lastMs[i] = block.endMs
    }
    return steps
  }

  function judge(i: number, grams: number, block: Block, steps: WeightStep[]): void {
    const seen = history.seen(i) - 1
    if (seen < STARTING_BLOCKS) return start(i)
    const open = unrest.get(i)
    follow(i, Math.abs(grams - history.mean(i, 1, 1)), seen, open !== undefined)
    if (!open) return watch(i, grams, block, seen)
    levels[i * LONGEST + (seen % LONGEST)] = level[i]!
    open.path.push({ atMs: block.startMs, grams })
    const isTooLong = block.endMs - open.disturbance.onsetMs > policy.longestDisturbanceMs
    if (isStill(i)) settle(i, open, block.endMs, steps)
    else if (isTooLong) {
      // What never came to rest in all that time was thought steadier than it is.
      noise[i] = Math.max(noise[i]!, history.deviation(i))
      settle(i, open, block.endMs, steps)
    }
  }

  /** At rest: does it still? */
  function watch(i: number, grams: number, block: Block, seen: number): void {
    const away = grams - level[i]!
    const isAway = Math.abs(away) > Math.max(policy.onsetGrams, policy.onsetDeviations * noise[i]!)
    const isShifted = !isAway && isShiftedFrom(i, history.mean(i, 0, policy.stillBlocks) - level[i]!)
    if (isAway || isShifted) {
      // After a hole, nobody knows when in it the plate left its rest.
      const onsetMs = isShifted
        ? block.endMs - policy.stillBlocks * block.lengthMs
        : Math.min(block.startMs, lastMs[i]!)
      const disturbance = { ...names[i]!, onsetMs, noticedMs: block.endMs, decidedMs: Number.POSITIVE_INFINITY }
      const beforeGrams = levels[i * LONGEST + ((seen + LONGEST - policy.lookBackBlocks) % LONGEST)]!
      unrest.set(i, { disturbance, beforeGrams, path: [{ atMs: block.startMs, grams }] })
      noticed(disturbance)
    } else {
      level[i]! += drift * away
      if (history.constantFor(i) === 0) {
        varies[i] = Math.min(255, varies[i]! + 1)
        frozen[i] = 0
      }
    }
    levels[i * LONGEST + (seen % LONGEST)] = level[i]!
  }

  /**
   * Before a plate has a past: its rest is the median so far. Its noise is taken for twice what so few blocks differ by:
   * thought too steady, a shaky plate would report noise; thought too shaky, a steady one is found out within seconds.
   */
  function start(i: number): void {
    restAt(i, history.median(i))
    noise[i] = Math.max(policy.noiseFloorGrams, history.seen(i) > 3 ? 2 * history.deviation(i) : 1)
  }

  /** Forgets what the plate was, and whatever was going on there. */
  function startAnew(i: number, atMs: number): void {
    history.clear(i)
    const open = unrest.get(i)
    if (open) open.disturbance.decidedMs = atMs
    unrest.delete(i)
  }

  /** A running median of block differences: a swing counts as one vote for `more`, however wide it is. */
  function follow(i: number, difference: number, seen: number, isDisturbed: boolean): void {
    const rate = seen < SETTLING_IN_BLOCKS ? 0.06 : isDisturbed ? 0.01 : 0.03
    const grows = difference > MEDIAN_DIFFERENCE * noise[i]!
    noise[i] = Math.max(policy.noiseFloorGrams, noise[i]! * (grows ? 1 + rate : 1 / (1 + rate)))
  }

  const isShiftedFrom = (i: number, grams: number): boolean =>
    Math.abs(grams) > Math.max(policy.shiftGrams, policy.shiftDeviations * noise[i]!)

  function isStill(i: number): boolean {
    const n = policy.stillBlocks
    if (history.spread(i, n) > Math.max(policy.stillGrams, policy.stillDeviations * noise[i]!)) return false
    const half = n >> 1
    const slope = Math.abs(history.mean(i, 0, half) - history.mean(i, n - half, half))
    return slope <= Math.max(policy.slopeGrams, policy.slopeDeviations * noise[i]!)
  }

  /** A plate whose samples used to vary and that says one constant, to the last digit, is saturated or dead. */
  function isStuck(i: number): boolean {
    return varies[i]! >= SETTLING_IN_BLOCKS && history.constantFor(i) >= policy.stillBlocks - 1
  }

  const isMute = (i: number): boolean => !(nowMs - heardMs[i]! <= policy.muteMs)

  /**
   * What froze in the middle of an act told nothing of it. What was frozen before, and moved from one constant to another,
   * sticks: it says what it weighs when the load is far enough from what it said last.
   */
  function freeze(i: number, atMs: number, steps: WeightStep[]): void {
    const open = unrest.get(i)
    if (open === undefined) frozen[i] = 1
    else if (frozen[i] === 0) unheard(i, atMs)
    else if (history.constantFor(i) >= policy.stillBlocks) {
      sticks[i] = 1
      lastMs[i] = atMs
      settle(i, open, atMs, steps)
    }
  }

  /** Nothing will be known of what began here, and nobody is to wait for it. */
  function unheard(i: number, atMs: number): void {
    unrest.get(i)!.disturbance.decidedMs = atMs
    unrest.delete(i)
    frozen[i] = 1
  }

  function settle(i: number, { disturbance, beforeGrams, path }: Unrest, atMs: number, steps: WeightStep[]): void {
    const after = history.mean(i, 0, policy.stillBlocks)
    const deltaGrams = after - beforeGrams
    const sigmaGrams = sigmaOf(i)
    unrest.delete(i)
    restAt(i, after)
    if (!isShiftedFrom(i, deltaGrams)) {
      disturbance.decidedMs = atMs
      return
    }
    let moment = path.length - 1
    while (moment > 0 && (path[moment - 1]!.grams - beforeGrams) / deltaGrams > 0.5) moment--
    const { shelf, plate, onsetMs } = disturbance
    const momentMs = path[moment]!.atMs
    const passedMs = passingOf(path, beforeGrams, deltaGrams)
    steps.push({ shelf, plate, onsetMs, momentMs, passedMs, settledMs: atMs, deltaGrams, sigmaGrams, disturbance })
  }

  /** Two means differ: the rest weight over the drift's memory, and the few blocks since. */
  function sigmaOf(i: number): number {
    if (sticks[i] === 1 && frozen[i] === 1) return policy.stickGrams
    const variance = noise[i]! ** 2
    return Math.sqrt(variance / policy.stillBlocks + variance * drift + QUANTISATION_GRAMS ** 2)
  }

  function restAt(i: number, grams: number): void {
    level[i] = grams
    levels.fill(grams, i * LONGEST, (i + 1) * LONGEST)
  }

  function indexOf(shelf: number, plate: number): number | undefined {
    const row = rows.find((one) => one.shelf === shelf)
    return row && plate >= 1 && plate <= row.plates ? row.first + plate - 1 : undefined
  }

  const isResting = (i: number): boolean => history.seen(i) > STARTING_BLOCKS && !unrest.has(i)

  return {
    take,
    finish(atMs) {
      const steps: WeightStep[] = []
      for (const [i, open] of unrest) settle(i, open, atMs, steps)
      return steps
    },
    isSilent(shelf, plate) {
      const i = indexOf(shelf, plate)
      return i !== undefined && (isMute(i) || (isStuck(i) && sticks[i] === 0))
    },
    disturbedSince(shelf, plate) {
      const i = indexOf(shelf, plate)
      return i === undefined ? undefined : unrest.get(i)?.disturbance.onsetMs
    },
    spill(shelf, plate) {
      const i = indexOf(shelf, plate)
      if (i === undefined || !isResting(i)) return undefined
      return { deltaGrams: history.mean(i, 0, policy.stillBlocks) - level[i]!, sigmaGrams: sigmaOf(i) }
    },
    rest(shelf, plate) {
      const i = indexOf(shelf, plate)
      if (i !== undefined && isResting(i)) restAt(i, history.mean(i, 0, policy.stillBlocks))
    },
    save: () => ({
      history: history.save(),
      lastMs,
      heardMs,
      level,
      levels,
      noise,
      varies,
      frozen,
      sticks,
      unrest,
      drift,
      nowMs,
    }),
    restore(state) {
      history.restore(state.history)
      lastMs.set(state.lastMs)
      heardMs.set(state.heardMs)
      level.set(state.level)
      levels.set(state.levels)
      noise.set(state.noise)
      varies.set(state.varies)
      frozen.set(state.frozen)
      sticks.set(state.sticks)
      refill(unrest, state.unrest)
      ;({ drift, nowMs } = state)
    },
  }
}
