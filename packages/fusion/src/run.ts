import type { AttributionPolicy } from './attribution-policy.ts'
import type { Passing } from './passing.ts'
import type { PlateChange } from './shelf-change.ts'

/** Neighbouring plates that all gained or all lost: the trace of goods going one way. Grams are absolute. */
export interface Run {
  readonly direction: 'gained' | 'lost'
  /** Ascending by plate. */
  readonly plates: readonly RunPlate[]
  /** Without the edge plates that may only echo their neighbour, and with them. */
  readonly coreGrams: number
  readonly fullGrams: number
  readonly sigmaGrams: number
  /** Goods went both ways: only the difference is known, and where it lies tells little. */
  readonly isMixed: boolean
  /** Plates among these or next to them that said nothing at the time; absent where there are none. */
  readonly silent?: readonly number[]
}

export interface RunPlate extends Passing {
  readonly plate: number
}

/**
 * Splits a change where its direction turns or two plates lie between, silent ones not counted. Plates that say next to
 * nothing join no run.
 */
export function runsOf(
  plates: readonly PlateChange[],
  policy: AttributionPolicy,
  silent: readonly number[] = [],
): Run[] {
  const telling = plates.filter((plate) => isTelling(plate, policy))
  const groups: PlateChange[][] = []
  for (const plate of telling) {
    const last = groups.at(-1)?.at(-1)
    // A plate between two that moved may be one that says nothing: unwired, or under the rim of what stands there.
    const isBetween = (one: number): boolean => last !== undefined && one > last.plate && one < plate.plate
    const between = last ? plate.plate - last.plate - 1 - silent.filter(isBetween).length : 0
    const continues = last && between <= 1 && Math.sign(last.grams) === Math.sign(plate.grams)
    if (continues) groups.at(-1)!.push(plate)
    else groups.push([plate])
  }
  return groups.map((group) => runOf(group, policy, silent))
}

/**
 * The same, split also where neighbouring plates moved at different times: two people at one shelf. `undefined` when
 * all plates of every run moved together.
 */
export function runsApart(
  plates: readonly PlateChange[],
  policy: AttributionPolicy,
  silent: readonly number[] = [],
): Run[] | undefined {
  const ordered = plates
    .filter((plate) => isTelling(plate, policy))
    .sort((a, b) => a.momentMs - b.momentMs || a.plate - b.plate)
  const cuts = ordered.filter((plate, i) => i > 0 && plate.momentMs - ordered[i - 1]!.momentMs > policy.apartMs)
  if (cuts.length === 0) return undefined
  const groups = [...cuts, undefined].map((cut, i) =>
    plates.filter(
      ({ momentMs }) => (i === 0 || momentMs >= cuts[i - 1]!.momentMs) && (!cut || momentMs < cut.momentMs),
    ),
  )
  return groups.flatMap((group) => runsOf(group, policy, silent))
}

const isTelling = ({ grams, sigmaGrams }: PlateChange, policy: AttributionPolicy): boolean =>
  Math.abs(grams) > policy.tellingSigmas * sigmaGrams

function runOf(group: readonly PlateChange[], policy: AttributionPolicy, silent: readonly number[]): Run {
  const plates = group.map(({ plate, grams, momentMs, passedMs }) => ({
    plate,
    grams: Math.abs(grams),
    momentMs,
    ...(passedMs && { passedMs }),
  }))
  const fullGrams = total(plates)
  const [first, last] = [plates[0]!.plate, plates.at(-1)!.plate]
  const own = silent.filter((plate) => plate >= first - 1 && plate <= last + 1)
  const echoes = [plates[0]!, plates.at(-1)!].filter((edge) => {
    const inner = plates.filter(({ plate }) => Math.abs(plate - edge.plate) === 1)
    return inner.some(({ grams }) => edge.grams < policy.couplingShare * grams)
  })
  return {
    direction: group[0]!.grams > 0 ? 'gained' : 'lost',
    plates,
    coreGrams: fullGrams - total([...new Set(echoes)]),
    fullGrams,
    sigmaGrams: Math.hypot(...group.map(({ sigmaGrams }) => sigmaGrams)),
    isMixed: false,
    ...(own.length > 0 && { silent: own }),
  }
}

/**
 * Runs of both directions as one: a thing put down over the edge of where another was taken hides part of both, and only
 * the net weight can be explained. `undefined` when there is nothing to join.
 */
export function mixedRun(runs: readonly Run[]): Run | undefined {
  if (new Set(runs.map(({ direction }) => direction)).size < 2) return undefined
  const net = (grams: (run: Run) => number): number =>
    runs.reduce((sum, run) => sum + (run.direction === 'gained' ? 1 : -1) * grams(run), 0)
  const fullGrams = net((run) => run.fullGrams)
  return {
    direction: fullGrams >= 0 ? 'gained' : 'lost',
    plates: runs.flatMap(({ plates }) => plates).sort((a, b) => a.plate - b.plate),
    coreGrams: Math.abs(net((run) => run.coreGrams)),
    fullGrams: Math.abs(fullGrams),
    sigmaGrams: Math.hypot(...runs.map(({ sigmaGrams }) => sigmaGrams)),
    isMixed: true,
  }
}

/** What a change may be made of, as far as it weighs enough to be goods. */
export interface Readings {
  /** What moved together, the heaviest first. */
  readonly together: readonly Run[]
  /** The same taken apart in time; absent where all moved at once. */
  readonly apart?: readonly Run[]
  /** As goods both ways over one another; absent where all went one way. */
  readonly mixed?: Run
}

/** `leastGrams`: what weighs less is no goods. */
export function readingsOf(
  plates: readonly PlateChange[],
  leastGrams: number,
  policy: AttributionPolicy,
  silent?: readonly number[],
): Readings {
  const heaviest = (runs: readonly Run[]): Run[] =>
    runs
      .filter((run) => run.fullGrams >= leastGrams)
      .sort((a, b) => b.fullGrams - a.fullGrams)
      .slice(0, policy.mostRuns)
  const together = heaviest(runsOf(plates, policy, silent))
  const apart = runsApart(plates, policy, silent)
  const mixed = mixedRun(together)
  return { together, ...(apart && { apart: heaviest(apart) }), ...(mixed && { mixed }) }
}

export const runsIn = ({ together, apart = [], mixed }: Readings): Run[] =>
  mixed ? [...together, ...apart, mixed] : [...together, ...apart]

/** Whether these plates are a run's own, or next to them: goods of a facing may stand over its edge. */
export const isBeside = (run: Run, plates: readonly number[]): boolean =>
  run.plates.some(({ plate }) => plates.some((own) => Math.abs(own - plate) <= 1))

/** When most of a run's weight moved. */
export const momentOf = (run: Pick<Run, 'plates'>): number => heaviestOf(run).momentMs

/** The plate that moved most. */
export const heaviestOf = ({ plates }: Pick<Run, 'plates'>): RunPlate =>
  plates.reduce((most, plate) => (plate.grams > most.grams ? plate : most))

/** All that tells one run from another, moments and noise included: what was found out about a run is kept under it. */
export const runName = ({ direction, isMixed, sigmaGrams, plates, silent = [] }: Run): string =>
  `${direction} ${isMixed} ${sigmaGrams} ${silent.join('.')} ${plates.map(({ plate, grams, momentMs }) => `${plate}:${grams}@${momentMs}`).join(' ')}`

const total = (plates: readonly RunPlate[]): number => plates.reduce((sum, { grams }) => sum + grams, 0)

/** Where along the shelf the weight lies, in plates: 3.5 is the edge between plates 3 and 4. */
export const middleOf = ({ plates }: Pick<Run, 'plates'>): number =>
  plates.reduce((sum, { plate, grams }) => sum + plate * grams, 0) / total(plates)
