/**
 * Ranks by likelihood, the likeliest first. What differs by no more than rounding counts as equal and goes by name: twins
 * of one weight, or two people who are equally near, stand in the same order whatever order they came in, and on machines
 * whose `Math.exp` differs in the last bit.
 */
export function likeliestFirst<Item>(
  items: readonly Item[],
  logOf: (item: Item) => number,
  nameOf: (item: Item) => string,
): Item[] {
  const ranked = items.map((item): Ranked<Item> => ({
    item,
    level: Math.round(logOf(item) / LOG_GRAIN),
    name: undefined,
  }))
  // Few are equal, and a name is asked for over and over while they are put in order.
  const named = (one: Ranked<Item>): string => (one.name ??= nameOf(one.item))
  return ranked.sort((a, b) => b.level - a.level || inOrder(named(a), named(b))).map(({ item }) => item)
}

/** The same for what has no name, asked by its logarithms alone: the places of the likeliest `most`, equals in their order. */
export function likeliestPlaces(logs: Float64Array, most: number): number[] {
  const levels = logs.map((log) => Math.round(log / LOG_GRAIN))
  const least = levels.length > most ? levels.toSorted().at(-most)! : Number.NEGATIVE_INFINITY
  const places: number[] = []
  for (let i = 0; i < levels.length; i++) if (levels[i]! >= least) places.push(i)
  return places.sort((a, b) => levels[b]! - levels[a]! || a - b).slice(0, most)
}

interface Ranked<Item> {
  readonly item: Item
  readonly level: number
  name: string | undefined
}

/** Far above what rounding does to a sum of logarithms (1e-14 or so), far below what any sensor can tell. */
const LOG_GRAIN = 1e-9

/** By code units: `localeCompare` answers differently on machines with other locales. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
