import type { Catalog } from '@store/catalog/catalog.ts'
import type { Facing } from '@store/planogram/layout.ts'
import { assignmentsOf, type Assignment, type PlacedMove } from './assignment.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Nearness } from './nearness.ts'
import { middleOf, mixedRun, runsApart, runsOf, type Run } from './run.ts'
import type { PlateChange, ShelfChange } from './shelf-change.ts'
import { storiesOf, storiesWith, zoneOf, type Held, type Move, type Story } from './story.ts'
import { normal } from './weighing.ts'
import { holding, NOBODY, withoutUnit, type Stray, type Unfinished, type Unit, type World } from './world.ts'

/** One way in which a world can go on from a change: how likely, what happened, and the world that follows. */
export interface Branch {
  /** Of the world it comes from, and of what happened; not normalised. */
  readonly logWeight: number
  /** Both are made only when they are asked for: most branches are too unlikely to be followed. */
  readonly happened: () => readonly Happening[]
  readonly world: () => World
}

/** One move with who made it, or what a run was taken for when no move explains it. */
export type Happening =
  | { readonly kind: 'moved'; readonly move: Move; readonly actor: string }
  | { readonly kind: 'unexplained'; readonly run: Run; readonly actor: string }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'nothing' }

/** What does not depend on the world: the change, the shelf it happened on, and who was near which plates. */
export interface Scene {
  readonly change: ShelfChange
  readonly facings: readonly Facing[]
  readonly catalog: Catalog
  nearTo(plates: readonly { readonly plate: number; readonly grams: number }[], atMs: number): readonly Nearness[]
  isStaff(actor: string): boolean
  /** Runs lighter than this are creep, not goods. */
  readonly leastGrams: number
  /** Stories of a run that no world's strays or holdings come into, found once for all worlds. */
  readonly plainStories: Map<string, readonly Story[]>
  /** Who may have made the moves of those stories, found once for all worlds; by the stories' place in `plainIds`. */
  readonly plainAssignments: Map<string, readonly Assignment[]>
  readonly plainIds: Map<Story, number>
  /** The logarithmic weight of the likeliest branch so far: what stays far below it is not followed. */
  readonly bar: { bestLog: number }
}

/** Branches this far below the best, in natural logarithms, are left out: 6e-6. */
const FAR_BELOW = 12

const MOST_COMBINATIONS = 48
const MOST_RUNS = 4
/** No sight of one person speaks for them by more than this, as a natural logarithm: nine to one. */
const MOST_LOG_RATIO = 2.3

/** Every way a world can go on from a change. */
export function branchesOf(world: World, scene: Scene, policy: AttributionPolicy): Branch[] {
  const { change } = scene
  const pending = world.unfinished.filter((open) => mayContinue(open, change, policy))
  const apart = branchesFrom(world, change.plates, scene, policy)
  if (pending.length === 0) return apart
  const touched = new Set(change.plates.map(({ plate }) => plate))
  const taken = pending.map((open) => partOf(open, (plate) => touched.has(plate)))
  const left = pending
    .map((open) => partOf(open, (plate) => !touched.has(plate)))
    .filter((open) => isTelling(open, scene))
  const rest = { ...world, unfinished: [...world.unfinished.filter((open) => !pending.includes(open)), ...left] }
  return [...apart, ...branchesFrom(rest, joined(change.plates, taken), scene, policy)]
}

function branchesFrom(world: World, plates: readonly PlateChange[], scene: Scene, policy: AttributionPolicy): Branch[] {
  const together = telling(runsOf(plates, policy), scene)
  if (together.length === 0) return [stillness(world, plates, policy)]
  const apart = runsApart(plates, policy)
  const mixed = mixedRun(together)
  const ways = [
    ...waysOf(together, world, scene, policy),
    ...(apart ? waysOf(telling(apart, scene), world, scene, policy) : []),
    ...(mixed ? exchanges(mixed, world, scene, policy) : []),
  ]
  const branches = ways.flatMap((chosen) => branchesFor(chosen, world, scene, policy))
  for (const { logWeight } of branches) scene.bar.bestLog = Math.max(scene.bar.bestLog, logWeight)
  // Somebody who leans on a shelf disturbs all of it at once: one unfinished act, not one for each run.
  return together.length > 1 ? [...branches, unfinishedBranch(world, plates, scene, policy)] : branches
}

/** The runs that weigh enough to be goods, the heaviest first. */
const telling = (runs: readonly Run[], scene: Scene): Run[] =>
  runs
    .filter((run) => run.fullGrams >= scene.leastGrams)
    .sort((a, b) => b.fullGrams - a.fullGrams)
    .slice(0, MOST_RUNS)

const waysOf = (runs: readonly Run[], world: World, scene: Scene, policy: AttributionPolicy): Option[][] =>
  combinations(runs.map((run) => optionsFor(run, world, scene, policy)))

/** Something put down where something else was taken. */
function exchanges(mixed: Run, world: World, scene: Scene, policy: AttributionPolicy): Option[][] {
  const { held, strays } = atHand(mixed, world, scene)
  return storiesWith(mixed, scene.facings, strays, held, scene.catalog, policy).map((story) => [{ run: mixed, story }])
}

/** What lies astray at a run, and what people near by hold. */
function atHand(run: Run, world: World, scene: Scene): { held: Held[]; strays: Stray[] } {
  const held = scene
    .nearTo(run.plates, momentOf(run))
    .flatMap(({ actor }) => distinct(world.holdings.get(actor) ?? []).map((unit) => ({ actor, unit })))
  return { held, strays: world.strays.filter((stray) => liesAt(stray, scene.change, run)) }
}

/** The plates weigh what they did: whatever touched them took nothing and left nothing. */
function stillness(world: World, plates: readonly PlateChange[], policy: AttributionPolicy): Branch {
  const off = plates.reduce((sum, { grams }) => sum + grams, 0)
  const variance = plates.reduce((sum, { sigmaGrams }) => sum + sigmaGrams ** 2, 1)
  return {
    logWeight: world.logWeight + Math.log(policy.perGrams * normal(off, variance)),
    happened: () => [{ kind: 'nothing' }],
    world: () => world,
  }
}

type Option =
  { readonly run: Run; readonly story: Story } | { readonly run: Run; readonly left: 'unfinished' | 'unexplained' }

function optionsFor(run: Run, world: World, scene: Scene, policy: AttributionPolicy): Option[] {
  const { held, strays } = atHand(run, world, scene)
  const stories = [
    ...plainStories(run, scene, policy),
    ...storiesWith(run, scene.facings, strays, held, scene.catalog, policy),
  ]
  return [
    ...stories.map((story) => ({ run, story })),
    { run, left: 'unfinished' as const },
    { run, left: 'unexplained' as const },
  ]
}

function plainStories(
  run: Run,
  { facings, catalog, plainStories: known, plainIds }: Scene,
  policy: AttributionPolicy,
): readonly Story[] {
  const key = run.plates.map(({ plate, grams }) => `${plate}:${grams}`).join(' ') + run.direction
  const before = known.get(key)
  if (before) return before
  const stories = storiesOf(run, facings, catalog, policy)
  known.set(key, stories)
  for (const story of stories) plainIds.set(story, plainIds.size)
  return stories
}

/** Two units of one article that weigh the same are put back alike. */
const distinct = (units: readonly Unit[]): Unit[] =>
  units.filter((unit, i) => units.findIndex((other) => other.gtin === unit.gtin && other.from === unit.from) === i)

const liesAt = (stray: Stray, change: ShelfChange, run: Run): boolean =>
  stray.gondola === change.gondola &&
  stray.shelf === change.shelf &&
  stray.plates.some((own) => run.plates.some(({ plate }) => Math.abs(own - plate) <= 1))

function combinations(options: readonly (readonly Option[])[]): Option[][] {
  const weightOf = (option: Option): number => ('story' in option ? option.story.likelihood : 0)
  return options.reduce<Option[][]>(
    (partial, more) => {
      const longer = partial.flatMap((chosen) => more.map((option) => [...chosen, option]))
      if (longer.length <= MOST_COMBINATIONS) return longer
      const score = (chosen: readonly Option[]) =>
        chosen.reduce((sum, option) => sum + Math.log(weightOf(option) + 1e-9), 0)
      return longer.sort((a, b) => score(b) - score(a)).slice(0, MOST_COMBINATIONS)
    },
    [[]],
  )
}

function branchesFor(chosen: readonly Option[], world: World, scene: Scene, policy: AttributionPolicy): Branch[] {
  const stories = chosen.flatMap((option) => ('story' in option ? [option] : []))
  const moves = stories.flatMap(({ run, story }) => story.moves.map((move) => ({ run, move })))
  if (
    new Set(moves.flatMap(({ move }) => ('unit' in move ? [move.unit] : []))).size <
    moves.filter(({ move }) => 'unit' in move).length
  )
    return []
  const nearTo = ({ move, run }: PlacedMove): readonly Nearness[] => {
    const zone = zoneOf(move)
    const inZone = zone ? run.plates.filter(({ plate }) => zone.includes(plate)) : []
    const plates = inZone.length > 0 ? inZone : run.plates
    return scene.nearTo(plates, momentOf({ plates }))
  }
  const base = stories.reduce((sum, { story }) => sum + Math.log(story.likelihood), world.logWeight)
  const isWorthwhile = (logWeight: number): boolean => logWeight >= scene.bar.bestLog - FAR_BELOW
  if (!isWorthwhile(base + moves.length * MOST_LOG_RATIO)) return []
  const assign = (): readonly Assignment[] => assignmentsOf(moves, nearTo, scene.isStaff, policy)
  const assignments = onceForAll(stories, scene, assign)
  let branches = assignments
    .map(({ actors, likelihood }): Branch => ({
      logWeight: base + Math.log(likelihood),
      world: () => moves.reduce((next, { move, run }, i) => moved(next, move, actors[i]!, run, stories, scene), world),
      happened: () => moves.map(({ move }, i) => ({ kind: 'moved', move, actor: actors[i]! })),
    }))
    .filter(({ logWeight }) => isWorthwhile(logWeight))
  for (const option of chosen) {
    if ('story' in option) continue
    // An arm that lies over several runs is one unfinished act.
    const isFirst = chosen.find((other) => 'left' in other && other.left === option.left) === option
    branches = branches
      .flatMap((branch) => leftOpen(branch, option.run, option.left, isFirst, scene, policy))
      .filter(({ logWeight }) => isWorthwhile(logWeight))
  }
  return branches
}

/** Who made the moves of plain stories is the same in every world. */
function onceForAll(
  stories: readonly { readonly story: Story }[],
  { plainAssignments, plainIds }: Scene,
  assign: () => readonly Assignment[],
): readonly Assignment[] {
  const ids = stories.map(({ story }) => plainIds.get(story))
  if (ids.includes(undefined)) return assign()
  const key = ids.join()
  const known = plainAssignments.get(key)
  if (known) return known
  const found = assign()
  plainAssignments.set(key, found)
  return found
}

/** What no story explains is either the start of an act or something we do not know: then somebody near may have it. */
function leftOpen(
  { logWeight, happened, world }: Branch,
  run: Run,
  left: 'unfinished' | 'unexplained',
  isFirst: boolean,
  scene: Scene,
  policy: AttributionPolicy,
): Branch[] {
  const { change } = scene
  const near = scene.nearTo(run.plates, momentOf(run))
  const weigh = (weight: number): number => logWeight + Math.log((weight * policy.perGrams) / policy.anyGrams)
  if (left === 'unfinished') {
    const sign = run.direction === 'gained' ? 1 : -1
    const plates = run.plates.map((plate) => ({ ...plate, grams: sign * plate.grams }))
    const open = unfinishedAct(plates, run.sigmaGrams, scene, near[0]?.actor ?? NOBODY)
    return [
      {
        logWeight: isFirst
          ? weigh(policy.unfinished * (near[0]?.ratio ?? policy.nobody))
          : logWeight + Math.log(policy.unfinishedBeside),
        happened: () => [...happened(), { kind: 'unfinished' }],
        world: () => withUnfinished(world(), open),
      },
    ]
  }
  if (run.direction === 'gained')
    return [
      {
        logWeight: weigh(policy.unexplained),
        happened: () => [...happened(), { kind: 'unexplained', run, actor: NOBODY }],
        world,
      },
    ]
  const whoever = [...near.slice(0, 3), { actor: NOBODY, ratio: policy.nobody }]
  return whoever.map(({ actor, ratio }) => ({
    logWeight: weigh(policy.unexplained * ratio),
    happened: () => [...happened(), { kind: 'unexplained', run, actor }],
    world: () => holding(world(), actor, unitOf(undefined, run.coreGrams, run, change.id)),
  }))
}

function unfinishedBranch(
  world: World,
  plates: readonly PlateChange[],
  scene: Scene,
  policy: AttributionPolicy,
): Branch {
  const [nearest] = scene.nearTo(
    plates.map(({ plate, grams }) => ({ plate, grams: Math.abs(grams) })),
    scene.change.momentMs,
  )
  const sigmaGrams = Math.hypot(...plates.map((plate) => plate.sigmaGrams))
  const open = unfinishedAct(plates, sigmaGrams, scene, nearest?.actor ?? NOBODY)
  const weight = (policy.unfinished * (nearest?.ratio ?? policy.nobody) * policy.perGrams) / policy.anyGrams
  return {
    logWeight: world.logWeight + Math.log(weight),
    happened: () => [{ kind: 'unfinished' }],
    world: () => withUnfinished(world, open),
  }
}

function unfinishedAct(
  plates: readonly { readonly plate: number; readonly grams: number; readonly momentMs: number }[],
  sigmaGrams: number,
  { change }: Scene,
  actor: string,
): Unfinished {
  const { id, gondola, shelf, momentMs } = change
  return { change: id, gondola, shelf, plates, sigmaGrams, momentMs, actor }
}

const withUnfinished = (world: World, open: Unfinished): World => ({
  ...world,
  unfinished: [...world.unfinished, open],
})

function moved(
  world: World,
  move: Move,
  actor: string,
  run: Run,
  stories: readonly { readonly run: Run; readonly story: Story }[],
  { change }: Scene,
): World {
  const alone = stories.find((option) => option.run === run)!.story.moves.length === 1
  switch (move.kind) {
    case 'take':
    case 'take-unseen': {
      const { gtin, weightGrams, weightSpreadGrams } = move.product
      const unit = alone
        ? unitOf(gtin, likelierGrams(run, weightGrams), run, change.id)
        : { gtin, grams: weightGrams, sigmaGrams: weightSpreadGrams, from: change.id }
      return holding(world, actor, unit)
    }
    case 'take-stray': {
      const rest = { ...world, strays: world.strays.filter((stray) => stray !== move.stray) }
      return holding(rest, actor, { ...move.stray.unit, from: change.id })
    }
    case 'return':
      return withoutUnit(world, move.actor, move.unit)
    case 'misplace': {
      const most = Math.max(...run.plates.map(({ grams }) => grams))
      const plates = run.plates.filter(({ grams }) => grams > 0.1 * most).map(({ plate }) => plate)
      const { gondola, shelf } = change
      const stray: Stray = { unit: move.unit, gondola, shelf, plates, middle: middleOf(run) }
      const next = withoutUnit(world, move.actor, move.unit)
      return { ...next, strays: [...next.strays, stray] }
    }
    case 'restock':
      return world
  }
}

/** What a lone unit weighed: with the edge plates or without, whichever is nearer to what its kind weighs. */
const likelierGrams = ({ coreGrams, fullGrams }: Run, expected: number): number =>
  Math.abs(coreGrams - expected) <= Math.abs(fullGrams - expected) ? coreGrams : fullGrams

/** The unit as it was weighed when it left. A gram is added for what a plate's corners do. */
const unitOf = (gtin: string | undefined, grams: number, run: Run, from: string): Unit => ({
  gtin,
  grams,
  sigmaGrams: Math.hypot(run.sigmaGrams, 1),
  from,
})

/** Of an unfinished act that covered more plates than a change does, only what lay on these goes into it. */
const partOf = (open: Unfinished, isTaken: (plate: number) => boolean): Unfinished => ({
  ...open,
  plates: open.plates.filter(({ plate }) => isTaken(plate)),
})

const isTelling = (open: Unfinished, scene: Scene): boolean =>
  open.plates.reduce((sum, { grams }) => sum + Math.abs(grams), 0) >= scene.leastGrams

function mayContinue(open: Unfinished, change: ShelfChange, policy: AttributionPolicy): boolean {
  if (open.gondola !== change.gondola || open.shelf !== change.shelf) return false
  if (change.momentMs - open.momentMs > policy.unfinishedMs) return false
  return change.plates.some(({ plate }) => open.plates.some((before) => before.plate === plate))
}

/** A change and what was pending, as one: the grams add up, and each plate moved when most of it did. */
function joined(plates: readonly PlateChange[], pending: readonly Unfinished[]): PlateChange[] {
  const byPlate = new Map(plates.map((plate) => [plate.plate, plate]))
  for (const open of pending) {
    for (const before of open.plates) {
      const now = byPlate.get(before.plate)
      const earlierIsMost = !now || Math.abs(before.grams) > Math.abs(now.grams)
      byPlate.set(before.plate, {
        plate: before.plate,
        grams: (now?.grams ?? 0) + before.grams,
        sigmaGrams: Math.hypot(now?.sigmaGrams ?? 0, open.sigmaGrams / Math.sqrt(open.plates.length)),
        momentMs: earlierIsMost ? before.momentMs : now.momentMs,
      })
    }
  }
  return [...byPlate.values()].sort((a, b) => a.plate - b.plate)
}

/** When most of a run's weight moved. */
const momentOf = ({ plates }: Pick<Run, 'plates'>): number =>
  plates.reduce((most, plate) => (plate.grams > most.grams ? plate : most)).momentMs
