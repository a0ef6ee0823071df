import type { FloorCharge, FloorDevice, FloorFacing, FloorFinding, FloorVisit } from '@store/contract/floor.ts'
import type { FloorView } from './floor-view.ts'

/** One thing that somebody of the staff should look at. It is gone when the cause is. */
export type Concern =
  | { readonly about: 'device'; readonly device: FloorDevice }
  | { readonly about: 'payment'; readonly visit: FloorVisit }
  | { readonly about: 'doubt'; readonly visit: FloorVisit }
  /** `by`: the nearest deadline; `first`: whose it is. */
  | { readonly about: 'charge'; readonly count: number; readonly first: string; readonly by: string | undefined }
  | { readonly about: 'dispute'; readonly count: number; readonly first: string }
  | { readonly about: 'finding'; readonly id: string; readonly finding: FloorFinding['finding'] }
  | { readonly about: 'empty'; readonly facings: readonly FloorFacing[] }

/**
 * A store that does not see comes first, then money, then what cannot be told, then devices that lag, then
 * wrong master data, then gaps on shelves [FV5]. Plates that say nothing are part of not seeing [FV15]. */
export function concerns({
  devices,
  visits,
  facings,
  disputes,
  charges,
  findings,
}: Pick<FloorView, 'devices' | 'visits' | 'facings' | 'disputes' | 'charges' | 'findings'>): Concern[] {
  const [urgent] = charges.toSorted(byUrgency)
  // One visit is one concern: what waits for a decision says more than that it is not settled.
  const waiting = new Set(charges.map(({ ref }) => ref))
  const first = disputes.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))[0]
  const inState = (...states: FloorDevice['state'][]) =>
    devices.filter(({ state }) => states.includes(state)).map((device): Concern => ({ about: 'device', device }))
  const found = (what: FloorFinding['finding']['what']) =>
    findings
      .filter(({ finding }) => finding.what === what)
      .map(({ id, finding }): Concern => ({ about: 'finding', id, finding }))
  const empty = facings.filter(({ stock, full }) => full > 0 && stock <= 0)
  return [
    ...inState('silent', 'refused'),
    ...found('silent-plates'),
    ...(urgent ? [{ about: 'charge', count: charges.length, first: urgent.ref, by: urgent.decideBy } as const] : []),
    ...visits
      .filter((visit) => isUnsettled(visit) && !waiting.has(visit.id))
      .map((visit): Concern => ({ about: 'payment', visit })),
    ...(first ? [{ about: 'dispute', count: disputes.length, first: first.ref } as const] : []),
    ...visits
      .filter((visit) => visit.doubtful > 0 && !isUnsettled(visit))
      .map((visit): Concern => ({ about: 'doubt', visit })),
    ...inState('late'),
    ...found('wrong-weight'),
    ...(empty.length > 0 ? [{ about: 'empty', facings: empty } as const] : []),
  ]
}

/** The nearest deadline first; what has none waits longest first, after them. */
export const byUrgency = (a: FloorCharge, b: FloorCharge): number =>
  until(a) - until(b) || Date.parse(a.since) - Date.parse(b.since)
const until = ({ decideBy }: FloorCharge): number => (decideBy === undefined ? Infinity : Date.parse(decideBy))

const isUnsettled = ({ payment }: FloorVisit): boolean => payment === 'review' || payment === 'unpaid'
