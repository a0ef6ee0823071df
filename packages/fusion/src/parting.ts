import type { AttributionPolicy } from './attribution-policy.ts'
import type { Cluster } from './cluster.ts'
import { likeliestFirst } from './likeliest-first.ts'
import { unitName, lyingName, worldName, type Stray, type Unfinished, type Unit, type World } from './world.ts'

/** What is certain, and what is not, in parts that have nothing to do with one another. */
export interface Parted {
  readonly sure: World
  readonly clusters: readonly Cluster[]
}

/**
 * Takes worlds apart, change by change: what became of the goods of one change is certain, or in doubt together with
 * what became of those of some others, or independent of them, so that every world of one part goes with every world of
 * another just as often as their weights say. Beliefs about many people stay small that way and lose next to nothing; the
 * idea is that of Boyen and Koller, "Tractable Inference for Complex Stochastic Processes", UAI 1998.
 */
export function apart(worlds: Cluster, policy: AttributionPolicy): Parted {
  const weights = worlds.map(({ logWeight }) => Math.exp(logWeight))
  const pieces = worlds.map(piecesOf)
  const changes = [...new Set(pieces.flatMap((some) => [...some.keys()]))]
  const told = changes.map((change) => tellings(change, pieces, weights))
  const isSure = ({ shares }: Tellings): boolean => shares[0]! >= 1 - policy.leastDoubt
  const open = told.filter((one) => !isSure(one))
  const groups = connected(open, (a, b) => dependence(a, b, weights) > policy.leastDependence)
  return {
    sure: assembled(pieces[0]!, told.filter(isSure)),
    clusters: groups.map((group) => only(group, pieces, weights)),
  }
}

/** What became of the goods of one change in one world. */
interface Piece {
  readonly held: { readonly actor: string; readonly unit: Unit }[]
  readonly strays: Stray[]
  readonly unfinished: Unfinished[]
}

/** By change, in the order in which people came to hold what came of it. */
function piecesOf({ holdings, strays, unfinished }: World): ReadonlyMap<string, Piece> {
  const pieces = new Map<string, Piece>()
  const pieceOf = (change: string): Piece => {
    const piece = pieces.get(change) ?? { held: [], strays: [], unfinished: [] }
    pieces.set(change, piece)
    return piece
  }
  holdings.forEach((units, actor) => {
    for (const unit of units) pieceOf(unit.from).held.push({ actor, unit })
  })
  for (const stray of strays) pieceOf(stray.unit.from).strays.push(stray)
  for (const open of unfinished) pieceOf(open.change).unfinished.push(open)
  return pieces
}

function nameOf(piece: Piece | undefined): string {
  if (!piece) return ''
  const { held } = piece
  // Asked of every change in every world: most often one thing was taken, and one has it.
  const names = held.length === 1 ? heldName(held[0]!) : held.map(heldName).sort().join()
  return `${names}|${lyingName(piece)}`
}

const heldName = ({ actor, unit }: Piece['held'][number]): string => `${actor.length} ${actor} ${unitName(unit)}`

/** What each world says became of a change's goods, by number in the order of coming up, and how likely each is. */
interface Tellings {
  readonly change: string
  readonly byWorld: readonly number[]
  readonly shares: readonly number[]
}

function tellings(change: string, pieces: readonly ReadonlyMap<string, Piece>[], weights: readonly number[]): Tellings {
  const numbers = new Map<string, number>()
  const shares: number[] = []
  const byWorld = pieces.map((some, i) => {
    const name = nameOf(some.get(change))
    const number = numbers.get(name) ?? numbers.size
    numbers.set(name, number)
    shares[number] = (shares[number] ?? 0) + weights[i]!
    return number
  })
  return { change, byWorld, shares }
}

/** Total variation distance between what two of them say together and what they would say if they were independent. */
function dependence(a: Tellings, b: Tellings, weights: readonly number[]): number {
  const [rows, columns] = [a.shares.length, b.shares.length]
  const together = new Float64Array(rows * columns)
  for (let i = 0; i < weights.length; i++) together[a.byWorld[i]! * columns + b.byWorld[i]!]! += weights[i]!
  let distance = 0
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) distance += Math.abs(together[i * columns + j]! - a.shares[i]! * b.shares[j]!)
  return distance / 2
}

/** Sets of things that are linked with one another, directly or over others. */
function connected<Thing>(things: readonly Thing[], areLinked: (a: Thing, b: Thing) => boolean): Thing[][] {
  const groups: Thing[][] = []
  for (const thing of things) {
    const linked = groups.filter((group) => group.some((other) => areLinked(thing, other)))
    for (const group of linked) groups.splice(groups.indexOf(group), 1)
    groups.push([...linked.flat(), thing])
  }
  return groups
}

function assembled(pieces: ReadonlyMap<string, Piece>, told: readonly Tellings[]): World {
  const holdings = new Map<string, Unit[]>()
  const strays: Stray[] = []
  const unfinished: Unfinished[] = []
  for (const { change } of told) {
    const piece = pieces.get(change)
    if (!piece) continue
    strays.push(...piece.strays)
    unfinished.push(...piece.unfinished)
    for (const { actor, unit } of piece.held) {
      const units = holdings.get(actor)
      if (units) units.push(unit)
      else holdings.set(actor, [unit])
    }
  }
  return { logWeight: 0, holdings, strays, unfinished }
}

/** A cluster of what became of some changes alone: worlds that differ elsewhere only are one. */
function only(
  group: readonly Tellings[],
  pieces: readonly ReadonlyMap<string, Piece>[],
  weights: readonly number[],
): Cluster {
  const byName = new Map<string, { world: World; weight: number }>()
  for (const [i, some] of pieces.entries()) {
    const world = assembled(some, group)
    const name = worldName(world)
    const same = byName.get(name)
    if (same) same.weight += weights[i]!
    else byName.set(name, { world, weight: weights[i]! })
  }
  const ranked = likeliestFirst(
    [...byName],
    ([, { weight }]) => Math.log(weight),
    ([name]) => name,
  )
  return ranked.map(([, { world, weight }]) => ({ ...world, logWeight: Math.log(weight) }))
}
