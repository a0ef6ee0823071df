import type { KnownPlanogram } from './known-planogram.ts'
import type { BaselinePolicy } from './policy.ts'
import type { ShelfEvent } from './shelf-events.ts'

/**
 * Splits a shelf's event where the planogram does: neighbouring plates with the same articles are one group. A group is
 * an event of its own if it changed by a fair share of what lies on it; else its grams go to the neighbour that changed most.
 */
export function splitEvent(
  event: ShelfEvent,
  planogram: KnownPlanogram,
  gramsOf: (gtin: string) => number,
  policy: BaselinePolicy,
): ShelfEvent[] {
  const groups = groupsIn(event, planogram)
  const isOwn = groups.map(({ articles, grams }) => {
    const lightest = Math.min(...articles.map(gramsOf))
    const least = Number.isFinite(lightest) ? lightest * policy.splitFromShare : Number.POSITIVE_INFINITY
    return Math.abs(grams) >= Math.max(policy.leastGrams, least)
  })
  const owners = groups.map((_, i) => ownerOf(i, groups, isOwn))
  const split = groups.flatMap((_, owner): ShelfEvent[] => {
    const plates = groups.flatMap((group, i) => (owners[i] === owner ? group.plates : []))
    return plates.length === 0 ? [] : [{ ...event, plates }]
  })
  return split.filter(({ plates }) => Math.abs(totalOf(plates)) >= policy.leastGrams)
}

interface Group {
  readonly articles: readonly string[]
  readonly plates: ShelfEvent['plates']
  readonly grams: number
}

function groupsIn({ gondola, shelf, plates }: ShelfEvent, planogram: KnownPlanogram): Group[] {
  const groups: { key: string; articles: string[]; plates: { plate: number; grams: number }[] }[] = []
  for (const one of plates) {
    const articles = [...planogram.on(gondola, shelf, one.plate)].sort()
    const key = articles.join()
    const open = groups.at(-1)
    if (open !== undefined && open.key === key) open.plates.push(one)
    else groups.push({ key, articles, plates: [one] })
  }
  return groups.map((group) => ({ articles: group.articles, plates: group.plates, grams: totalOf(group.plates) }))
}

/** Itself, else the nearer of its neighbours that are events; of two, the one that changed more. Without any: the largest. */
function ownerOf(at: number, groups: readonly Group[], isOwn: readonly boolean[]): number {
  if (isOwn[at] === true) return at
  const size = (i: number): number => Math.abs(groups[i]!.grams)
  for (let away = 1; away < groups.length; away++) {
    const [nearest] = [at - away, at + away].filter((i) => isOwn[i] === true).sort((a, b) => size(b) - size(a))
    if (nearest !== undefined) return nearest
  }
  return groups.reduce((largest, _, i) => (size(i) > size(largest) ? i : largest), 0)
}

export const totalOf = (plates: ShelfEvent['plates']): number => plates.reduce((sum, { grams }) => sum + grams, 0)
