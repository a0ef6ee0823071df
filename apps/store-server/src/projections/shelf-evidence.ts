import type { Considered, ConsideredAct, Doer, Near, ShelfEvidence, ShelfPlace } from '@store/contract/evidence.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import { readFor } from '@store/fusion/claim.ts'
import type { BelievedAct, Candidate, ChangeEvidence } from '@store/fusion/evidence.ts'
import type { Nearness } from '@store/fusion/nearness.ts'
import { NOBODY } from '@store/fusion/world.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { Grounds } from '../pipeline/store-event.ts'

/** Whose eyes the evidence is for, and what they need to read it. */
export interface Reader {
  readonly visitId: string
  readonly grounds: Pick<Grounds, 'visitOf' | 'startedMs'>
  readonly layout: StoreLayout
  readonly catalog: Catalog
}

/**
 * What fusion measured and considered, as one shopper may see it [PI14]: their own part by name, everybody else's
 * without one. `gtin` is the line's; without it nothing was charged, and all is only considered.
 */
export function shelfEvidence(evidence: ChangeEvidence, gtin: string | undefined, reader: Reader): ShelfEvidence {
  const { change, grams, people } = evidence
  const isOwn = (actor: string): boolean => reader.grounds.visitOf.get(actor) === reader.visitId
  const { plates, believed, otherwise } = readFor(evidence, gtin === undefined ? undefined : { gtin, isOwn })
  return {
    at: new Date(reader.grounds.startedMs + change.momentMs).toISOString(),
    place: placeOf(evidence, plates, reader.layout),
    grams: rounded(grams, 10),
    ...(believed && { believed: considered(believed, reader) }),
    otherwise: otherwise.map((candidate) => considered(candidate, reader)),
    near: nearest(people, reader),
  }
}

/** A gondola that is no more, or a board: then the numbers are all there is, and the picture shows one board. */
function placeOf({ change }: ChangeEvidence, plates: readonly number[], { gondolas }: StoreLayout): ShelfPlace {
  const gondola = gondolas.find(({ id }) => id === change.gondola)
  const upwards = (gondola?.shelves ?? []).toSorted((a, b) => a.height - b.height)
  const board = upwards.findIndex(({ index }) => index === change.shelf)
  const count = upwards[board]?.plates ?? Math.max(...plates)
  return {
    gondola: change.gondola,
    board: board < 0 ? change.shelf : board + 1,
    boards: Math.max(upwards.length, change.shelf),
    from: rounded((Math.min(...plates) - 1) / count, 1000),
    to: rounded(Math.min(1, Math.max(...plates) / count), 1000),
  }
}

const considered = ({ acts, probability }: Candidate, reader: Reader): Considered => ({
  probability: rounded(Math.min(1, probability), 1000),
  acts: acts.map((act) => actOf(act, reader)),
})

function actOf({ action, actor, gtin, quantity, expectedGrams }: BelievedAct, reader: Reader): ConsideredAct {
  return {
    action,
    who: doerOf(actor, reader),
    ...(gtin !== undefined && { name: reader.catalog.find(gtin)?.name ?? gtin }),
    quantity,
    ...(expectedGrams !== undefined && { grams: rounded(expectedGrams, 10) }),
  }
}

function doerOf(actor: string | undefined, { grounds, visitId }: Reader): Doer {
  if (actor === undefined || actor === NOBODY) return 'nobody'
  const visit = grounds.visitOf.get(actor)
  if (visit === undefined) return 'somebody'
  return visit === visitId ? 'you' : 'another-shopper'
}

/** The shopper, and whoever of the others is likeliest to have reached there. */
function nearest(people: readonly Nearness[], reader: Reader): Near[] {
  const seen = people.filter(({ handMetres, headMetres }) => handMetres !== undefined || headMetres !== undefined)
  const told = seen.map(({ actor, handMetres, headMetres }): Near => ({
    who: doerOf(actor, reader),
    ...(handMetres !== undefined && { handMetres: rounded(handMetres, 100) }),
    ...(headMetres !== undefined && { headMetres: rounded(headMetres, 100) }),
  }))
  const own = told.find(({ who }) => who === 'you')
  const next = told.find(({ who }) => who !== 'you')
  return [...(own ? [own] : []), ...(next ? [next] : [])]
}

const rounded = (value: number, parts: number): number => Math.round(value * parts) / parts
