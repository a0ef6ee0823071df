import type { Stateful } from '@store/kernel/stateful.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import type { WeightFrame } from '@store/device-protocol/frame.ts'
import type { DetectionPolicy } from './detection-policy.ts'
import { blockAverages, type Block, type BlockAveragesState } from './block-averages.ts'
import { disturbanceLog, type Disturbance } from './disturbance.ts'
import { passedTogether, type Passing } from './passing.ts'
import { plateBank, type PlateBankState, type WeightStep } from './plate-bank.ts'

/** The weight steps of one act, or of acts too close in place and time to be told apart by weight alone. */
export interface ShelfChange {
  /** Names the change for ever: the same trace gives the same id. */
  readonly id: string
  readonly gondola: string
  readonly shelf: number
  readonly startedMs: number
  /** When the larger part of the change happened for good. */
  readonly momentMs: number
  readonly settledMs: number
  /** When it was known that nothing more would join: the order in which changes are believed. */
  readonly closedMs: number
  /** Ascending plates; `grams` is negative when something left. */
  readonly plates: readonly PlateChange[]
  /** Plates among these or near by that said nothing then, dead, stuck or without samples; absent where all spoke. */
  readonly silent?: readonly number[]
}

export interface PlateChange extends Passing {
  readonly plate: number
  readonly sigmaGrams: number
}

export interface ShelfWatch extends Stateful<ShelfWatchState> {
  take(frame: WeightFrame): ShelfChange[]
  finish(): ShelfChange[]
  /**
   * The onset of the earliest disturbance that was noticed and not given out by `asOfMs`, or `undefined`. The answer is
   * the same however much more was taken since, and none waits longer than the longest disturbance.
   */
  openSince(asOfMs: number): number | undefined
  /** Plates that say nothing of what lies on them at present, by shelf; none before anything was heard of the gondola. */
  silentPlates(): ReadonlyMap<number, readonly number[]>
  /** Everything until `decidedMs` is decided: what was open long before then is not asked for any more. */
  forget(decidedMs: number): void
}

export interface ShelfWatchState {
  readonly blocks: BlockAveragesState
  readonly disturbances: readonly Disturbance[]
  readonly bank: PlateBankState
  readonly acts: readonly Act[]
  readonly judgedMs: number
}

interface Act {
  shelf: number
  from: number
  to: number
  startedMs: number
  settledMs: number
  steps: WeightStep[]
}

/**
 * Joins the weight steps of one gondola into shelf changes: steps of plates next to each other whose disturbances
 * overlap in time are one act. A change is given out once no plate beside it is still disturbed.
 */
export function shelfWatch(gondola: Gondola, policy: DetectionPolicy): ShelfWatch {
  const blocks = blockAverages(gondola, policy)
  const disturbances = disturbanceLog(policy.longestDisturbanceMs + policy.joinMs)
  const bank = plateBank(gondola, policy, (disturbance) => disturbances.add(disturbance))
  const platesOn = new Map(gondola.shelves.map((shelf) => [shelf.index, shelf.plates]))
  let acts: Act[] = []
  let judgedMs = Number.NEGATIVE_INFINITY

  function join(step: WeightStep): void {
    const own: Act = {
      shelf: step.shelf,
      from: step.plate,
      to: step.plate,
      startedMs: step.onsetMs,
      settledMs: step.settledMs,
      steps: [step],
    }
    const [near, far] = [acts.filter((act) => touches(act, own)), acts.filter((act) => !touches(act, own))]
    acts = [...far, near.reduce(merged, own)]
  }

  const touches = (a: Act, b: Act): boolean =>
    a.shelf === b.shelf &&
    a.from - policy.joinPlates <= b.to &&
    b.from - policy.joinPlates <= a.to &&
    a.startedMs <= b.settledMs + policy.joinMs &&
    b.startedMs <= a.settledMs + policy.joinMs

  function isClosed(act: Act): boolean {
    if (judgedMs < act.settledMs + policy.joinMs) return false
    // In a crowd there is always something going on beside it.
    if (judgedMs - act.startedMs > policy.longestDisturbanceMs) return true
    for (let plate = act.from - policy.joinPlates; plate <= act.to + policy.joinPlates; plate++) {
      const since = bank.disturbedSince(act.shelf, plate)
      if (since !== undefined && since <= act.settledMs + policy.joinMs) return false
    }
    return true
  }

  function close(ready: readonly Act[]): ShelfChange[] {
    if (ready.length === 0) return []
    acts = acts.filter((act) => !ready.includes(act))
    for (const { steps } of ready) for (const { disturbance } of steps) disturbance.decidedMs = judgedMs
    return ready
      .map((act) => changeOf(act))
      .sort((a, b) => a.momentMs - b.momentMs || a.shelf - b.shelf || a.plates[0]!.plate - b.plates[0]!.plate)
  }

  function changeOf(act: Act): ShelfChange {
    const byPlate = new Map<number, PlateChange>()
    for (const step of act.steps) byPlate.set(step.plate, added(byPlate.get(step.plate), step))
    const total = sum(act.steps.map((step) => step.deltaGrams))
    // What landed on the plates beside is too little for a step of its own, and yet tells twins of 2 g apart.
    for (const plate of [act.from - 1, act.to + 1]) {
      if (plate < 1 || plate > platesOn.get(act.shelf)!) continue
      const spill = bank.spill(act.shelf, plate)
      if (!spill || spill.deltaGrams * total <= 0 || Math.abs(spill.deltaGrams) < 2.5 * spill.sigmaGrams) continue
      const momentMs = act.steps[0]!.momentMs
      byPlate.set(plate, { plate, grams: spill.deltaGrams, sigmaGrams: spill.sigmaGrams, momentMs })
      bank.rest(act.shelf, plate)
    }
    const plates = [...byPlate.values()].sort((a, b) => a.plate - b.plate)
    const silent = silentAround(act).filter((plate) => !byPlate.has(plate))
    const main = plates.reduce((most, plate) => (Math.abs(plate.grams) > Math.abs(most.grams) ? plate : most))
    return {
      id: `${gondola.id}/${act.shelf}/${plates[0]!.plate}@${Math.round(main.momentMs)}`,
      gondola: gondola.id,
      shelf: act.shelf,
      startedMs: act.startedMs,
      momentMs: main.momentMs,
      settledMs: act.settledMs,
      closedMs: judgedMs,
      plates,
      ...(silent.length > 0 && { silent }),
    }
  }

  function silentAround({ shelf, from, to }: Act): number[] {
    const first = Math.max(1, from - policy.joinPlates)
    const count = Math.min(platesOn.get(shelf)!, to + policy.joinPlates) - first + 1
    return Array.from({ length: count }, (_, i) => first + i).filter((plate) => bank.isSilent(shelf, plate))
  }

  function judge(block: Block, changes: ShelfChange[]): void {
    judgedMs = block.endMs
    for (const step of bank.take(block)) join(step)
    changes.push(...close(acts.filter(isClosed)))
  }

  return {
    take(frame) {
      const changes: ShelfChange[] = []
      blocks.take(frame, (block) => judge(block, changes))
      return changes
    },
    finish() {
      const changes: ShelfChange[] = []
      blocks.finish((block) => judge(block, changes))
      for (const step of bank.finish(judgedMs)) join(step)
      return [...changes, ...close(acts)]
    },
    openSince: (asOfMs) => disturbances.openSince(asOfMs),
    silentPlates() {
      if (judgedMs === Number.NEGATIVE_INFINITY) return new Map()
      const ofShelf = gondola.shelves.map(({ index, plates }): [number, number[]] => [
        index,
        Array.from({ length: plates }, (_, i) => i + 1).filter((plate) => bank.isSilent(index, plate)),
      ])
      return new Map(ofShelf.filter(([, plates]) => plates.length > 0))
    },
    forget: (decidedMs) => disturbances.forget(decidedMs - KEPT_MS),
    save: () => ({
      blocks: blocks.save(),
      disturbances: disturbances.save(),
      bank: bank.save(),
      acts,
      judgedMs,
    }),
    restore(state) {
      blocks.restore(state.blocks)
      disturbances.restore(state.disturbances)
      bank.restore(state.bank)
      acts = [...state.acts]
      judgedMs = state.judgedMs
    },
  }
}

/** Longer than anybody who left waits for what was open when they did. */
const KEPT_MS = 60_000

function merged(a: Act, b: Act): Act {
  return {
    shelf: a.shelf,
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    startedMs: Math.min(a.startedMs, b.startedMs),
    settledMs: Math.max(a.settledMs, b.settledMs),
    steps: [...a.steps, ...b.steps],
  }
}

/** Two steps of one plate within one act are one change: their grams add up, the larger names the moment. */
function added(change: PlateChange | undefined, step: WeightStep): PlateChange {
  const { plate, deltaGrams: grams, sigmaGrams, momentMs, passedMs } = step
  if (!change) return { plate, grams, sigmaGrams, momentMs, passedMs }
  const larger = Math.abs(step.deltaGrams) > Math.abs(change.grams)
  return {
    plate: step.plate,
    grams: change.grams + step.deltaGrams,
    sigmaGrams: Math.hypot(change.sigmaGrams, step.sigmaGrams),
    momentMs: larger ? step.momentMs : change.momentMs,
    ...(grams * change.grams > 0 && { passedMs: passedTogether(change, { grams, momentMs, passedMs }) }),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
