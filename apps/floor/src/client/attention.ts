import type { FloorDevice, FloorFacing, FloorVisit } from '@store/contract/floor.ts'
import type { FloorView } from './floor-view.ts'

/** One thing that somebody of the staff should look at. It is gone when the cause is. */
export type Concern =
  | { readonly about: 'device'; readonly device: FloorDevice }
  | { readonly about: 'payment'; readonly visit: FloorVisit }
  | { readonly about: 'doubt'; readonly visit: FloorVisit }
  | { readonly about: 'dispute'; readonly count: number; readonly first: string }
  | { readonly about: 'empty'; readonly facings: readonly FloorFacing[] }

/** A store that does not see comes first, then money, then what cannot be told, then devices that lag, then gaps on shelves [FA5]. */
export function concerns({
  devices,
  visits,
  facings,
  disputes,
}: Pick<FloorView, 'devices' | 'visits' | 'facings' | 'disputes'>): Concern[] {
  const first = disputes.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))[0]
  const inState = (...states: FloorDevice['state'][]) =>
    devices.filter(({ state }) => states.includes(state)).map((device): Concern => ({ about: 'device', device }))
  const empty = facings.filter(({ stock, full }) => full > 0 && stock <= 0)
  return [
    ...inState('silent', 'refused'),
    ...visits.filter(isUnsettled).map((visit): Concern => ({ about: 'payment', visit })),
    ...(first ? [{ about: 'dispute', count: disputes.length, first: first.ref } as const] : []),
    ...visits
      .filter((visit) => visit.doubtful > 0 && !isUnsettled(visit))
      .map((visit): Concern => ({ about: 'doubt', visit })),
    ...inState('late'),
    ...(empty.length > 0 ? [{ about: 'empty', facings: empty } as const] : []),
  ]
}

const isUnsettled = ({ payment }: FloorVisit): boolean => payment === 'review' || payment === 'unpaid'
