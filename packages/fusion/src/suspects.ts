import type { AttributionPolicy } from './attribution-policy.ts'
import type { Nearness } from './nearness.ts'
import { momentAt } from './passing.ts'
import { momentOf, runsApart, runsOf, type Run } from './run.ts'
import { weightsOf, type Scene } from './scene.ts'
import type { Weight } from './spot.ts'
import { NOBODY, type Unfinished } from './world.ts'

/**
 * Everybody who may have had to do with a change: who was near to one of its runs, or to the act that it may be the rest
 * of. Whoever is far less likely than the likeliest there, or than somebody unknown, is left out of it: beliefs about a change are shared by all whom
 * it concerns.
 */
export function peopleConcerned(scene: Scene, pending: readonly Unfinished[], policy: AttributionPolicy): string[] {
  const { plates, momentMs } = scene.change
  const runs = [...runsOf(plates, policy), ...(runsApart(plates, policy) ?? [])]
  const places: readonly Place[] = [
    // The middle of several runs is nowhere: two people at the ends of a shelf make one change.
    ...(runs.length > 0 ? [] : [{ plates: weightsOf(plates), atMs: momentMs }]),
    ...runs.flatMap((run) => momentsOf(run, policy).map((atMs) => ({ plates: run.plates, atMs }))),
    ...pending.map((open) => ({ plates: weightsOf(open.plates), atMs: open.momentMs })),
  ]
  const near = places.flatMap((place) => nearEnough(scene.nearTo(place.plates, place.atMs), policy))
  const began = pending.map(({ actor }) => actor).filter((actor) => actor !== NOBODY)
  return [...new Set([...near, ...began])]
}

/** When a run moved: once, or again and again while its plates did not come to rest. */
function momentsOf(run: Run, policy: AttributionPolicy): number[] {
  const moments = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => momentAt(share, run.plates))
  return moments.at(-1)! - moments[0]! > policy.apartMs ? moments : [momentOf(run)]
}

interface Place {
  readonly plates: readonly Weight[]
  readonly atMs: number
}

function nearEnough(people: readonly Nearness[], policy: AttributionPolicy): string[] {
  const least = Math.max((people[0]?.ratio ?? 0) * policy.leastRatio, policy.nobody * policy.leastOfNobody)
  return people.filter(({ ratio }) => ratio >= least).map(({ actor }) => actor)
}

/** Who was near, of these people alone. */
export function nearAmong(people: readonly string[], { nearTo }: Scene): Scene['nearTo'] {
  const concerned = new Set(people)
  const known = new Map<readonly Nearness[], readonly Nearness[]>()
  return (plates, atMs) => {
    const all = nearTo(plates, atMs)
    const before = known.get(all)
    if (before) return before
    const some = all.filter(({ actor }) => concerned.has(actor))
    known.set(all, some)
    return some
  }
}
