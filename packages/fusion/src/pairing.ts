/**
 * Pairs every item of `from` with at most one of `to` so that the strains of all pairs add up to the least; to stay alone
 * strains by `alone`. Beyond a handful of items the best pairs are taken one by one.
 */
export function bestPairs<A, B>(
  from: readonly A[],
  to: readonly B[],
  strainOf: (a: A, b: B) => number,
  alone: number,
): Map<A, B> {
  const pairs = from
    .flatMap((a) => to.map((b) => ({ a, b, strain: strainOf(a, b) })))
    .filter(({ strain }) => strain <= alone)
    .sort((p, q) => p.strain - q.strain)
  const concerned = [...new Set(pairs.map(({ a }) => a))]
  return concerned.length > MOST_TOGETHER ? oneByOne(pairs) : together(concerned, pairs, alone)
}

const MOST_TOGETHER = 5

interface Pair<A, B> {
  readonly a: A
  readonly b: B
  readonly strain: number
}

function oneByOne<A, B>(pairs: readonly Pair<A, B>[]): Map<A, B> {
  const chosen = new Map<A, B>()
  const taken = new Set<B>()
  for (const { a, b } of pairs) {
    if (chosen.has(a) || taken.has(b)) continue
    chosen.set(a, b)
    taken.add(b)
  }
  return chosen
}

function together<A, B>(from: readonly A[], pairs: readonly Pair<A, B>[], alone: number): Map<A, B> {
  let best = { strain: Number.POSITIVE_INFINITY, chosen: new Map<A, B>() }
  const chosen = new Map<A, B>()
  const taken = new Set<B>()
  const choose = (next: number, strain: number): void => {
    if (strain >= best.strain) return
    const a = from[next]
    if (a === undefined) {
      best = { strain, chosen: new Map(chosen) }
      return
    }
    for (const pair of pairs) {
      if (pair.a !== a || taken.has(pair.b)) continue
      taken.add(pair.b)
      chosen.set(a, pair.b)
      choose(next + 1, strain + pair.strain)
      taken.delete(pair.b)
      chosen.delete(a)
    }
    choose(next + 1, strain + alone)
  }
  choose(0, 0)
  return best.chosen
}
