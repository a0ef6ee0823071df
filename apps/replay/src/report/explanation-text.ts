import type { Account, Act, Explanation, Sighting } from './explanation.ts'
import { indented, NO_BREAK } from './text-width.ts'

/** Whoever was farther away is not worth a word. */
const BESIDE_METRES = 2
/** How far later events must move a line's confidence to be told. */
const TOLD_MOVE = 0.02

/** An explanation in words, as lines of a report. `inTheEnd` is the line's own confidence, which later events may move. */
export function explanationText(why: Explanation, indent: number, inTheEnd?: number): string[] {
  const told = (text: string): string => indented(text, indent)
  return [
    told(
      `${why.clock} (${seconds(why.atMs)}${NO_BREAK}s into the trace): ${placeText(why)} ${movedText(why)}.${silentText(why)}`,
    ),
    ...(why.believed ? believedText(why, why.believed, inTheEnd).map(told) : [told(sightingsText(why.people))]),
    ...otherwiseText(why, indent),
  ]
}

function believedText(why: Explanation, believed: Account, inTheEnd: number | undefined): string[] {
  const { probability, acts } = believed
  const who = acts.find(({ action }) => action === 'took')?.who
  const isMoved = inTheEnd !== undefined && Math.abs(inTheEnd - probability) >= TOLD_MOVE
  return [
    weighingText(why, believed),
    sightingsText(why.people, who),
    `Believed with ${percent(probability)}: ${accountText(believed)}.`,
    ...(isMoved ? [laterText(why, inTheEnd)] : []),
  ]
}

function laterText({ later, believed }: Explanation, inTheEnd: number): string {
  const puts = later.map(
    ({ clock, gondola, shelf, probability }) =>
      `at ${clock} one may have been put down on gondola ${gondola}, shelf ${shelf} (${percent(probability)} then)`,
  )
  const isSurer = inTheEnd > (believed?.probability ?? 0)
  const because = isSurer ? 'what came later speaks for it' : listed(puts) || 'what came later speaks against it'
  return `In the end ${percent(inTheEnd)}: ${because}.`
}

function otherwiseText(why: Explanation, indent: number): string[] {
  if (why.otherwise.length === 0) return [indented('Nothing else comes near.', indent)]
  const shares = why.otherwise.map(({ probability }) => percent(probability))
  const width = Math.max(...shares.map((share) => share.length))
  return [
    indented(why.believed ? 'Also considered:' : 'Considered:', indent),
    ...why.otherwise.map((account, i) => {
      const against = reservations(account, why)
      const text = `${accountText(account)}${against.length > 0 ? `; but ${against.join(', and ')}` : ''}`
      return indented(text, indent + 2, `${shares[i]!.padStart(width)}  `)
    }),
  ]
}

function placeText({ gondola, shelf, plates }: Explanation): string {
  return `gondola ${gondola}, shelf ${shelf}, ${plates.length === 1 ? 'plate' : 'plates'} ${listed(plates.map(String))}`
}

const silentText = ({ silent = [] }: Explanation): string =>
  silent.length === 0
    ? ''
    : ` ${silent.length === 1 ? 'Plate' : 'Plates'} ${listed(silent.map(String))} near by said nothing: this may be a part of the weight.`

const movedText = ({ grams }: Explanation): string => `became ${gramsText(grams)} ${grams < 0 ? 'lighter' : 'heavier'}`

function weighingText({ grams }: Explanation, { acts, grams: expected }: Account): string {
  if (expected === undefined) return 'No catalogue weight can be compared.'
  const parts = acts.map((act) => {
    const by = act.weighedBy === 'catalogue' ? 'by the catalogue' : 'when it was last on a shelf'
    return `${unitsText(act)} ${act.quantity === 1 ? 'weighs' : 'weigh'} ${gramsText(act.grams ?? 0)} ${by}`
  })
  return `${listed(parts)}: ${gramsText(grams - expected)} off.`
}

/** Who stood how near: the one who is believed to have done it, and the nearest of the others. */
function sightingsText(people: readonly Sighting[], who?: string): string {
  const [doer] = who === undefined ? people : people.filter((person) => person.who === who)
  const next = people.find((person) => person !== doer && isBeside(person))
  const near = doer ? `${doer.who}'s ${distanceText(doer)}` : 'Nobody was seen near it'
  return `${near}; ${next ? `next nearest was ${next.who}, whose ${distanceText(next)}` : `nobody else was seen within ${metresText(BESIDE_METRES)}`}.`
}

const isBeside = ({ handMetres = Infinity, headMetres = Infinity }: Sighting): boolean =>
  Math.min(handMetres, headMetres) <= BESIDE_METRES

const isSeen = ({ handMetres, headMetres }: Sighting): boolean => handMetres !== undefined || headMetres !== undefined

function distanceText(sight: Sighting, within = 'within'): string {
  const [first, second] = [
    ...(sight.handMetres === undefined ? [] : [`hand came ${within} ${metresText(sight.handMetres)}`]),
    ...(sight.headMetres === undefined ? [] : [`head came ${within} ${metresText(sight.headMetres)}`]),
  ]
  if (first === undefined) return 'place was not seen at the time'
  return second === undefined ? first : `${first} and ${second.replace('came ', '')}`
}

const accountText = ({ acts }: Account): string => listed(acts.map(actText))

function actText(act: Act): string {
  const { action, who = 'somebody', isInItsPlace } = act
  switch (action) {
    case 'took':
      return `${who} took ${unitsText(act)}${isInItsPlace ? '' : ', which does not belong there'}`
    case 'put-back':
      return `${who} put ${unitsText(act)} back${givenText(act)}`
    case 'misplaced':
      return `${who} put ${unitsText(act)} where it does not belong${givenText(act)}`
    case 'restocked':
      return `${who} filled up with ${unitsText(act)}`
    case 'unexplained':
      return `${who} moved something that the store does not sell`
    case 'unfinished':
      return 'half of an act, such as a hand resting on the plate or a thing lifted in part'
    case 'nothing':
      return 'nothing was taken or put'
  }
}

/** How it came to whoever put it down, where they had not taken it. */
function givenText({ givenBy }: Act): string {
  if (!givenBy) return ''
  const { who, tookAt, metAt } = givenBy
  const met = metAt === undefined ? 'their hands were not seen to meet' : `their hands met at ${metAt}`
  return `, which ${who} had taken at ${tookAt} and must have handed on (${met})`
}

/** What speaks against an account, as far as the evidence shows it. */
function reservations(account: Account, why: Explanation): string[] {
  return [...weightReservation(account, why), ...peopleReservations(account, why)]
}

function weightReservation({ grams }: Account, why: Explanation): string[] {
  if (grams === undefined) return []
  const off = Math.abs(grams - why.grams)
  const believedOff = why.believed?.grams === undefined ? 0 : Math.abs(why.believed.grams - why.grams)
  return off >= 2 && off > believedOff + 1 ? [`that would be ${gramsText(off)} off`] : []
}

function peopleReservations({ acts }: Account, why: Explanation): string[] {
  const believedIn = new Set(why.believed?.acts.map(({ who }) => who))
  const others = new Set(acts.flatMap(({ who }) => (who === undefined || believedIn.has(who) ? [] : [who])))
  if (!why.believed) return []
  return [...others].flatMap((who) => {
    const seen = why.people.find((person) => person.who === who)
    if (!seen) return []
    return [isSeen(seen) ? `their ${distanceText(seen, 'no nearer than')}` : 'they were not seen there']
  })
}

const unitsText = ({ quantity, article }: Act): string => `${quantity}${NO_BREAK}x ${article ?? 'something unknown'}`
const gramsText = (grams: number): string => `${Math.abs(grams).toFixed(1)}${NO_BREAK}g`
const metresText = (metres: number): string =>
  metres < 1 ? `${Math.round(metres * 100)}${NO_BREAK}cm` : `${metres.toFixed(1)}${NO_BREAK}m`
export const seconds = (ms: number): string => (ms / 1000).toFixed(1)
export const percent = (probability: number): string => `${(probability * 100).toFixed(1)}${NO_BREAK}%`

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
