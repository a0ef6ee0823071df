import { repetitionIn, type Repetition } from './again.ts'
import { assignmentsOf, mostLikelihoodOf, type Assignment, type PlacedMove } from './assignment.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Branch } from './branch.ts'
import { combinations, exchangesOver, optionsFor, type Option } from './explanation.ts'
import { foundOnceForList } from './found-once.ts'
import type { Reached } from './happening.ts'
import { leaning, leavingOpen } from './left-open.ts'
import { isPut, zoneOf, type Move } from './move.ts'
import type { Nearness } from './nearness.ts'
import { momentAt } from './passing.ts'
import { resumed } from './pending.ts'
import { middleOf, momentOf, readingsOf, type Readings, type Run } from './run.ts'
import type { Scene } from './scene.ts'
import type { PlateChange } from './shelf-change.ts'
import type { Story } from './story.ts'
import type { StoryBook } from './story-book.ts'
import { moving } from './transition.ts'
import { normal } from './weighing.ts'
import type { Stray, Unit, World } from './world.ts'

/** Every branch of a world, but for those less likely than `leastLog` and those far below the likeliest. */
export type Branching = (world: World, leastLog?: number) => readonly Branch[]

/** Stories of a change's runs, one of each, where and when their moves were made, and how likely that is at most. */
interface PlacedStories {
  readonly moves: readonly PlacedMove[]
  /** Natural logarithms: of the stories alone, and with whoever is likeliest to have made them. */
  readonly base: number
  readonly mostLog: number
  readonly assignments: () => readonly Assignment[]
}

type Told = Extract<Option, { readonly story: Story }>

/** How worlds go on from a change: what its runs were, who made the moves, and the worlds that follow. */
export function branching(scene: Scene, book: StoryBook, policy: AttributionPolicy): Branching {
  const knownStories = foundOnceForList<Story, { placed?: PlacedStories }>(() => ({}))

  /** The change by itself, and as the rest of what was left unfinished there. */
  function branchesOf(world: World, leastLog = Number.NEGATIVE_INFINITY): Branch[] {
    const worth = worthiness(leastLog, policy)
    const alone = branchesFrom(world, scene.change.plates, worth)
    const rest = resumed(world, scene, policy)
    if (!rest) return alone
    const further = branchesFrom(rest.world, rest.plates, worth).map((branch): Branch => ({
      ...branch,
      after: (next) => branch.after(resumed(next, scene, policy)!.world),
    }))
    return [...alone, ...further]
  }

  function branchesFrom(world: World, plates: readonly PlateChange[], worth: Worthiness): Branch[] {
    const readings = readingsOf(plates, scene.leastGrams, policy, scene.change.silent)
    if (readings.together.length === 0) return [stillness(plates, policy)]
    const again = repetitionIn(world, scene, reachOf, policy)
    const branches = explanations(world, readings).flatMap((chosen) => branchesFor(chosen, again, worth))
    return readings.together.length > 1 ? [...branches, leaning(plates, scene, policy)] : branches
  }

  /** What the runs may have been: moved together, apart in time, or goods both ways over one another. */
  function explanations(world: World, { together, apart, mixed }: Readings): (readonly Option[])[] {
    const optionsOf = (run: Run): Option[] => optionsFor(run, world, scene, book)
    return [
      ...combinations(together.map(optionsOf), policy),
      ...(apart ? combinations(apart.map(optionsOf), policy) : []),
      ...(mixed ? exchangesOver(mixed, world, scene, book).map((exchange) => [exchange]) : []),
    ]
  }

  /** What does not differ from world to world is found out once. */
  function told(chosen: readonly Told[]): PlacedStories {
    const stories = chosen.map(({ story }) => story)
    const known = knownStories(stories)
    known.placed ??= placedStories(chosen, stories)
    return known.placed
  }

  function placedStories(chosen: readonly Told[], stories: readonly Story[]): PlacedStories {
    const moves = chosen.flatMap(({ run, story }) => placedOn(run, story.moves))
    const base = stories.reduce((sum, { likelihood }) => sum + Math.log(likelihood), 0)
    if (movesOneThingTwice(moves)) return { moves, base, mostLog: Number.NEGATIVE_INFINITY, assignments: () => [] }
    const mostLog = base + Math.log(mostLikelihoodOf(moves, nearTo, policy))
    const assignments = () =>
      book.assigned(stories, () => assignmentsOf(moves, nearTo, scene.isStaff, policy, scene.inOneReach))
    return { moves, base, mostLog, assignments }
  }

  function branchesFor(chosen: readonly Option[], again: Repetition, worth: Worthiness): Branch[] {
    const { moves, base, mostLog, assignments } = told(chosen.flatMap((option) => ('story' in option ? [option] : [])))
    if (!worth.isEnough(mostLog)) return []
    const branches = assignments()
      .filter(({ likelihood }) => worth.isEnough(base + Math.log(likelihood)))
      .map(({ actors, likelihood }) => branchOf(moves, actors, base + Math.log(likelihood * again(moves, actors))))
    const whole = withOpenRuns(branches, chosen, worth)
    for (const { log } of whole) worth.note(log)
    return whole
  }

  function branchOf(moves: readonly PlacedMove[], actors: readonly string[], log: number): Branch {
    let steps: readonly ((world: World) => World)[] | undefined
    return {
      log,
      happened: () =>
        moves.map((placed, i) => {
          const actor = actors[i]!
          return { kind: 'moved', move: placed.move, actor, reached: reachOf(placed, actor) }
        }),
      after(world) {
        steps ??= moves.map((placed, i) => moving(placed, actors[i]!, scene.change, policy))
        return steps.reduce((next, step) => step(next), world)
      },
    }
  }

  function withOpenRuns(branches: readonly Branch[], chosen: readonly Option[], worth: Worthiness): Branch[] {
    const open = chosen.flatMap((option) => ('left' in option ? [option] : []))
    return open.reduce<Branch[]>(
      (partial, option) => {
        const isFirst = open.find(({ left }) => left === option.left) === option
        return partial
          .flatMap((branch) => leavingOpen(branch, option, isFirst, scene, policy))
          .filter(({ log }) => worth.isEnough(log))
      },
      [...branches],
    )
  }

  function reachOf(placed: PlacedMove, actor: string): Reached {
    const near = nearTo(placed).find((one) => one.actor === actor)
    return { atMs: placed.atMs, plate: middleOf(placed), ratio: near?.ratio ?? policy.nobody }
  }

  const nearTo = ({ plates, atMs }: PlacedMove): readonly Nearness[] => scene.nearTo(plates, atMs)

  return branchesOf
}

/**
 * Where and when each move happened, as far as its run says: on the plates where its own goods lay, and, of several units
 * of one facing, each when its share of them went.
 */
function placedOn(run: Run, moves: readonly Move[]): PlacedMove[] {
  return moves.map((move, i) => {
    const zone = zoneOf(move)
    const inZone = zone ? run.plates.filter(({ plate }) => zone.includes(plate)) : []
    const plates = inZone.length > 0 ? inZone : run.plates
    const alike = moves.filter((other) => zoneOf(other) === zone && zone !== undefined)
    const before = moves.slice(0, i).filter((other) => alike.includes(other)).length
    const atMs = alike.length > 1 ? momentAt((before + 0.5) / alike.length, plates) : momentOf({ plates })
    return { run, move, plates, atMs, isAlone: moves.length === 1 }
  })
}

/** What stays far below the likeliest branch so far is not looked into any further. */
interface Worthiness {
  readonly isEnough: (log: number) => boolean
  readonly note: (log: number) => void
}

function worthiness(leastLog: number, policy: AttributionPolicy): Worthiness {
  let least = leastLog
  return {
    isEnough: (log) => log >= least,
    note(log) {
      least = Math.max(least, log + policy.leastBranchLog)
    },
  }
}

/** A story that puts down more units than are held, on several runs, or takes one stray from two places, is none. */
function movesOneThingTwice(moves: readonly PlacedMove[]): boolean {
  const left = new Map<Unit | Stray, number>()
  return moves.some(({ move }) => {
    if (!isPut(move) && move.kind !== 'take-stray') return false
    const [thing, of] = isPut(move) ? [move.unit, move.held] : [move.stray, 1]
    const still = left.get(thing) ?? of
    left.set(thing, still - 1)
    return still === 0
  })
}

/** The plates weigh what they did: whatever touched them took nothing and left nothing. */
function stillness(plates: readonly PlateChange[], policy: AttributionPolicy): Branch {
  const off = plates.reduce((sum, { grams }) => sum + grams, 0)
  const variance = plates.reduce((sum, { sigmaGrams }) => sum + sigmaGrams ** 2, policy.cornerGrams ** 2)
  return {
    log: Math.log(policy.perGrams * normal(off, variance)),
    happened: () => [{ kind: 'nothing' }],
    after: (world) => world,
  }
}
