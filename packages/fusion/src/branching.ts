import { assignmentsOf, type PlacedMove } from './assignment.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Branch } from './branch.ts'
import { combinations, exchangesOver, optionsFor, type Option } from './explanation.ts'
import { leaning, leavingOpen } from './left-open.ts'
import { isPut, zoneOf } from './move.ts'
import { mostNearness, type Nearness } from './nearness.ts'
import { resumed } from './pending.ts'
import { plainStories } from './plain-stories.ts'
import { mixedRun, momentOf, runsApart, runsOf, type Run } from './run.ts'
import type { Scene } from './scene.ts'
import type { PlateChange } from './shelf-change.ts'
import { worldAfter } from './transition.ts'
import { normal } from './weighing.ts'
import type { Stray, Unit, World } from './world.ts'

/**
 * How worlds go on from a change: what its runs were, who made the moves, and the worlds that follow. To be asked for the
 * likeliest world first: what stays far below the likeliest branch so far is left out.
 */
export function branching(scene: Scene, policy: AttributionPolicy): (world: World) => Branch[] {
  const plain = plainStories(scene, policy)
  const mostLogRatio = Math.log(mostNearness(policy))
  let bestLog = Number.NEGATIVE_INFINITY
  const isWorthwhile = (logWeight: number): boolean => logWeight >= bestLog + policy.leastBranchLog

  /** The change by itself, and as the rest of what was left unfinished there. */
  function branchesOf(world: World): Branch[] {
    const { plates } = scene.change
    const rest = resumed(world, scene, policy)
    return [...branchesFrom(world, plates), ...(rest ? branchesFrom(rest.world, rest.plates) : [])]
  }

  function branchesFrom(world: World, plates: readonly PlateChange[]): Branch[] {
    const together = heaviest(runsOf(plates, policy))
    if (together.length === 0) return [stillness(world, plates, policy)]
    const branches = explanations(world, plates, together).flatMap((chosen) => branchesFor(chosen, world))
    for (const { logWeight } of branches) bestLog = Math.max(bestLog, logWeight)
    return together.length > 1 ? [...branches, leaning(world, plates, scene, policy)] : branches
  }

  /** What the runs may have been: moved together, apart in time, or goods both ways over one another. */
  function explanations(world: World, plates: readonly PlateChange[], together: readonly Run[]): Option[][] {
    const optionsOf = (run: Run): Option[] => optionsFor(run, world, scene, plain, policy)
    const apart = runsApart(plates, policy)
    const mixed = mixedRun(together)
    return [
      ...combinations(together.map(optionsOf), policy),
      ...(apart ? combinations(heaviest(apart).map(optionsOf), policy) : []),
      ...(mixed ? exchangesOver(mixed, world, scene, policy).map((exchange) => [exchange]) : []),
    ]
  }

  /** The runs that weigh enough to be goods, the heaviest first. */
  const heaviest = (runs: readonly Run[]): Run[] =>
    runs
      .filter((run) => run.fullGrams >= scene.leastGrams)
      .sort((a, b) => b.fullGrams - a.fullGrams)
      .slice(0, policy.mostRuns)

  function branchesFor(chosen: readonly Option[], world: World): Branch[] {
    const stories = chosen.flatMap((option) => ('story' in option ? [option] : []))
    const moves = stories.flatMap(({ run, story: { moves: own } }) =>
      own.map((move): PlacedMove => ({ run, move, isAlone: own.length === 1 })),
    )
    if (movesOneThingTwice(moves)) return []
    const base = stories.reduce((sum, { story }) => sum + Math.log(story.likelihood), world.logWeight)
    if (!isWorthwhile(base + moves.length * mostLogRatio)) return []
    const assignments = plain.assigned(
      stories.map(({ story }) => story),
      () => assignmentsOf(moves, nearTo, scene.isStaff, policy),
    )
    const branches = assignments
      .map(({ actors, likelihood }): Branch => ({
        logWeight: base + Math.log(likelihood),
        world: () =>
          moves.reduce((next, placed, i) => worldAfter(next, placed, actors[i]!, scene.change, policy), world),
        happened: () => moves.map(({ move }, i) => ({ kind: 'moved', move, actor: actors[i]! })),
      }))
      .filter(({ logWeight }) => isWorthwhile(logWeight))
    return withOpenRuns(branches, chosen)
  }

  function withOpenRuns(branches: readonly Branch[], chosen: readonly Option[]): Branch[] {
    const open = chosen.flatMap((option) => ('left' in option ? [option] : []))
    return open.reduce<Branch[]>(
      (partial, option) => {
        const isFirst = open.find(({ left }) => left === option.left) === option
        return partial
          .flatMap((branch) => leavingOpen(branch, option, isFirst, scene, policy))
          .filter(({ logWeight }) => isWorthwhile(logWeight))
      },
      [...branches],
    )
  }

  /** Who was near to where a move's own goods lay, as far as its run says. */
  function nearTo({ move, run }: PlacedMove): readonly Nearness[] {
    const zone = zoneOf(move)
    const inZone = zone ? run.plates.filter(({ plate }) => zone.includes(plate)) : []
    const plates = inZone.length > 0 ? inZone : run.plates
    return scene.nearTo(plates, momentOf({ plates }))
  }

  return branchesOf
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
function stillness(world: World, plates: readonly PlateChange[], policy: AttributionPolicy): Branch {
  const off = plates.reduce((sum, { grams }) => sum + grams, 0)
  const variance = plates.reduce((sum, { sigmaGrams }) => sum + sigmaGrams ** 2, policy.cornerGrams ** 2)
  return {
    logWeight: world.logWeight + Math.log(policy.perGrams * normal(off, variance)),
    happened: () => [{ kind: 'nothing' }],
    world: () => world,
  }
}
