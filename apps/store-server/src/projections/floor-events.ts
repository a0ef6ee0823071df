import type { FloorAct, FloorEvent, FloorNews } from '@store/contract/floor.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import { plateCentre } from '@store/planogram/geometry.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
import type { StoreEvent } from '../pipeline/store-event.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'

export type FloorTelling = Omit<FloorEvent, 'kind' | 'id'>

/** What staff may want to know of an event, as data that every screen words itself [RT5]; people are numbers. */
export function floorNews(
  event: StoreEvent,
  { layout, catalog }: { readonly layout: StoreLayout; readonly catalog: Catalog },
): FloorTelling | undefined {
  switch (event.type) {
    case 'visit-changed': {
      if (event.visit.status === event.was) return undefined
      return { at: isoOf(visitMs(event.visit)), level: 'info', news: visitNews(event.visit) }
    }
    case 'change-believed': {
      const { evidence, visits, atMs } = event
      const told = changeNews(evidence, visits, catalog)
      const place = placeOf(evidence, layout)
      return told && { at: isoOf(atMs), ...told, ...(place && { place }) }
    }
    case 'device-refused': {
      const { device, code, reason: detail, atMs } = event
      return { at: isoOf(atMs), level: 'attention', news: { what: 'device-refused', device, code, detail } }
    }
    case 'visit-forgotten':
    case 'people-seen':
    case 'gate-crossed':
    case 'stock-changed':
    case 'run-begun':
    case 'caught-up':
      return undefined
  }
}

export const visitLabel = ({ number }: VisitRecord): string => String(number)

const isoOf = (ms: number): string => new Date(ms).toISOString()

function visitMs({ status, scannedMs, admittedMs, leftMs, sealedMs }: VisitRecord): number {
  switch (status) {
    case 'in-vestibule':
    case 'turned-back':
      return scannedMs
    case 'shopping':
      return admittedMs ?? scannedMs
    case 'leaving':
    case 'sealed':
      return leftMs ?? sealedMs ?? scannedMs
  }
}

const visitNews = (visit: VisitRecord): FloorNews => ({
  what: 'visit',
  visit: visitLabel(visit),
  status: visit.status,
  party: visit.party,
  units: visit.basket.lines.reduce((sum, { quantity }) => sum + quantity, 0),
})

/** A change that is not believed at least this much is worth a look. */
const DOUBTFUL = 0.7

function changeNews(
  { considered, change, grams }: ChangeEvidence,
  visits: ReadonlyMap<string, VisitRecord>,
  catalog: Catalog,
): Pick<FloorTelling, 'level' | 'news'> | undefined {
  const [likeliest] = considered
  if (!likeliest || likeliest.acts.every(({ action }) => action === 'nothing')) return undefined
  const { gondola, shelf } = change
  if (likeliest.probability < DOUBTFUL)
    return { level: 'attention', news: { what: 'unclear', grams: Math.round(grams), gondola, shelf } }
  const acts = likeliest.acts.map((act) => actNews(act, visits, catalog))
  const isOdd = likeliest.acts.some(({ action }) => action === 'unexplained' || action === 'misplaced')
  return { level: isOdd ? 'attention' : 'info', news: { what: 'acts', acts, gondola, shelf } }
}

function actNews(
  { action, actor, gtin, quantity, givenBy }: BelievedAct,
  visits: ReadonlyMap<string, VisitRecord>,
  catalog: Catalog,
): FloorAct {
  const visit = visits.get(actor ?? '')
  const giver = visits.get(givenBy?.actor ?? '')
  return {
    action,
    ...(visit && { visit: visitLabel(visit) }),
    ...(gtin !== undefined && { name: catalog.find(gtin)?.name ?? gtin }),
    quantity,
    // Who has no pass may be anybody, also whoever took it.
    ...(visit && giver && giver.id !== visit.id && { takenBy: visitLabel(giver) }),
  }
}

function placeOf({ change }: ChangeEvidence, { gondolas }: StoreLayout): [number, number] | undefined {
  const gondola = gondolas.find(({ id }) => id === change.gondola)
  const shelf = gondola?.shelves.find(({ index }) => index === change.shelf)
  const plate = change.plates[Math.floor(change.plates.length / 2)]?.plate
  if (!gondola || !shelf || plate === undefined) return undefined
  const [x, y] = plateCentre(gondola, shelf, plate)
  return [x, y]
}
