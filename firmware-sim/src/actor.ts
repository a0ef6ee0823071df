import type { Prng } from '@store/kernel/prng.ts'
import type { Point } from '@store/planogram/layout.ts'
import type { Body } from './people.ts'
import type { Reach } from './play.ts'
import type { Act, Person } from './scenario.ts'
import type { Unit } from './stock.ts'
import { walkReader, type Walk } from './walk.ts'

/** One person while the play is being made: how far in their script they are, where, and what they hold. */
export interface Actor {
  readonly person: Person
  /** The account that pays for what this person carries out; none for staff. */
  readonly payer: string | undefined
  readonly body: Body
  readonly random: Prng
  readonly walk: Walk
  readonly holding: Unit[]
  readonly reaches: Reach[]
  nextAct: number
  stage: 'outside' | 'inside' | 'gone'
}

export const nextActOf = (actor: Actor): Act | undefined => actor.person.acts[actor.nextAct]

/** Where the others stand at an instant, as far as it is decided by then. */
export function othersAt(actors: readonly Actor[], self: Actor, atMs: number): Point[] {
  return actors.flatMap((other) => {
    if (other === self || other.stage === 'outside') return []
    const { now, waypoints } = other.walk
    const isDecided = atMs < now.atMs || other.stage === 'gone'
    const at = isDecided ? walkReader(waypoints)(atMs) : now.at
    return at === undefined ? [] : [at]
  })
}

/** Where the others will be standing while somebody who arrives at `fromMs` stands there, as far as it is decided by then. */
export function othersDuring(actors: readonly Actor[], self: Actor, fromMs: number): Point[] {
  const looks = STAYS_MS.flatMap((laterMs) => othersAt(actors, self, fromMs + laterMs))
  const settled = actors.flatMap(({ stage, walk }, i) =>
    stage === 'inside' && actors[i] !== self && walk.now.atMs >= fromMs ? [walk.now.at] : [],
  )
  return [...looks, ...settled]
}

/** A reach takes about three and a half seconds, from the first look to the hand's return. */
const STAYS_MS = [0, 1_750, 3_500] as const

/** Takes up to `quantity` units of a product out of someone's hands. */
export function outOfHands(actor: Actor, gtin: string, quantity: number): Unit[] {
  const units: Unit[] = []
  for (let i = actor.holding.length - 1; i >= 0 && units.length < quantity; i--) {
    if (actor.holding[i]!.gtin === gtin) units.push(...actor.holding.splice(i, 1))
  }
  return units
}
