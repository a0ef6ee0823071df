import { isOf, readFor, type Claim as ReadClaim } from '@store/fusion/claim.ts'
import type { BelievedAct, Candidate, ChangeEvidence } from '@store/fusion/evidence.ts'
import type { Nearness } from '@store/fusion/nearness.ts'
import type { Played } from '../play.ts'
import { namesIn } from './names.ts'

/**
 * Why one shelf change counts for a receipt line, or cannot: plain data, from which the text is made and which --json
 * gives out as it is.
 */
export interface Explanation {
  /** When the weight moved: milliseconds since the trace began, and the time of day in the store. */
  readonly atMs: number
  readonly clock: string
  readonly gondola: string
  readonly shelf: number
  /** The plates on which the weight moved, without those that only trembled. */
  readonly plates: readonly number[]
  /** Plates beside or among these that said nothing, so that this may be a part of the weight; absent where all spoke. */
  readonly silent?: readonly number[]
  /** Negative when something left. */
  readonly grams: number
  /** What the line is charged for; absent where nothing is. */
  readonly believed?: Account
  /** The likeliest first. */
  readonly otherwise: readonly Account[]
  /** Everybody who may have done it, the likeliest first. */
  readonly people: readonly Sighting[]
  /** When the same shopper may have put such a unit down again; only for what a line is charged for. */
  readonly later: readonly Put[]
}

/** A later change in which a unit may have been put down. */
export interface Put {
  readonly clock: string
  readonly gondola: string
  readonly shelf: number
  readonly probability: number
}

/** One thing that may have happened. */
export interface Account {
  readonly probability: number
  readonly acts: readonly Act[]
  /** What it would have made of the plates' weight, where that is known. */
  readonly grams?: number
}

export interface Act {
  readonly action: BelievedAct['action']
  readonly who?: string
  readonly article?: string
  readonly quantity: number
  /** What these units weigh, and who says so. */
  readonly grams?: number
  readonly weighedBy: 'catalogue' | 'shelf'
  /** Somebody else had taken it: who, when, and when their hands met since. */
  readonly givenBy?: { readonly who: string; readonly tookAt: string; readonly metAt?: string }
  readonly isInItsPlace: boolean
}

export interface Sighting {
  readonly who: string
  readonly handMetres?: number
  readonly headMetres?: number
}

/** What a receipt's line claims of a change; nothing, for what was left unresolved. */
export interface Claim {
  readonly sessionId: string
  readonly gtin: string
}

const LEAST_PUT = 0.01
/** The catalogue and the shelf's own weighing are told apart from here on. */
const SAME_GRAMS = 0.05

export function explained(evidence: ChangeEvidence, played: Played, claim?: Claim): Explanation {
  const { change, grams, people } = evidence
  const { plates, believed, otherwise } = readFor(evidence, claim && readable(claim, played))
  return {
    atMs: change.momentMs,
    clock: clockIn(played)(change.momentMs),
    gondola: change.gondola,
    shelf: change.shelf,
    plates,
    ...(change.silent && { silent: change.silent }),
    grams,
    ...(believed && { believed: account(believed, played) }),
    otherwise: otherwise.map((candidate) => account(candidate, played)),
    people: people.map((near) => sighting(near, played)),
    later: claim === undefined ? [] : putsAfter(change.momentMs, claim, played),
  }
}

function putsAfter(atMs: number, claim: Claim, played: Played): Put[] {
  const own = readable(claim, played)
  return played.puts.flatMap(({ change, considered }) => {
    if (change.momentMs <= atMs) return []
    const puts = considered.filter(({ acts }) => acts.some((act) => act.action !== 'took' && isOf(act, own)))
    const probability = puts.reduce((sum, candidate) => sum + candidate.probability, 0)
    if (probability < LEAST_PUT) return []
    return [{ clock: clockIn(played)(change.momentMs), gondola: change.gondola, shelf: change.shelf, probability }]
  })
}

/** The time of day in the store, to a tenth of a second. */
export function clockIn({ header, store }: Pick<Played, 'header' | 'store'>): (atMs: number) => string {
  const startMs = Date.parse(header.startedAt)
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: store.layout.timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 1,
    hourCycle: 'h23',
  })
  return (atMs) => format.format(startMs + atMs)
}

/** A person whom a pass made known only later is the shopper all the same. */
const readable = ({ sessionId, gtin }: Claim, { knownAs }: Played): ReadClaim => ({
  gtin,
  isOwn: (actor) => (knownAs.get(actor) ?? actor) === sessionId,
})

function account({ acts, probability }: Candidate, played: Played): Account {
  const told = acts.map((act) => toldAct(act, played))
  const isWeighed = told.length > 0 && told.every(({ grams }) => grams !== undefined)
  return {
    probability,
    acts: told,
    ...(isWeighed && { grams: told.reduce((sum, { grams }) => sum + grams!, 0) }),
  }
}

function toldAct({ action, actor, gtin, quantity, expectedGrams, place, givenBy }: BelievedAct, played: Played): Act {
  const names = namesIn(played)
  const clock = clockIn(played)
  const product = gtin === undefined ? undefined : played.store.catalog.find(gtin)
  const isCatalogued =
    product !== undefined &&
    expectedGrams !== undefined &&
    Math.abs(Math.abs(expectedGrams) - product.weightGrams * quantity) < SAME_GRAMS
  return {
    action,
    ...(actor !== undefined && { who: names.actor(actor) }),
    ...(gtin !== undefined && { article: names.article(gtin) }),
    quantity,
    ...(expectedGrams !== undefined && { grams: expectedGrams }),
    weighedBy: isCatalogued ? 'catalogue' : 'shelf',
    isInItsPlace: place !== 'misplaced',
    ...(givenBy && {
      givenBy: {
        who: names.actor(givenBy.actor),
        tookAt: clock(givenBy.tookMs),
        ...(givenBy.metMs !== undefined && { metAt: clock(givenBy.metMs) }),
      },
    }),
  }
}

const sighting = ({ actor, handMetres, headMetres }: Nearness, played: Played): Sighting => ({
  who: namesIn(played).actor(actor),
  ...(handMetres !== undefined && { handMetres }),
  ...(headMetres !== undefined && { headMetres }),
})
