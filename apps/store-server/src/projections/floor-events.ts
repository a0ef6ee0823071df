import type { FloorAct, FloorEvent, FloorNews } from '@store/contract/floor.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import { plateCentre } from '@store/planogram/geometry.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
import type { StoreEvent } from '../pipeline/store-event.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'
import type { Takers } from './handed-on.ts'

export type FloorTelling = Omit<FloorEvent, 'kind' | 'id'>

/** What staff may want to know of an event, as data that every screen words itself [RT5]; people are numbers. */
export function floorNews(
  event: StoreEvent,
  { layout, catalog, takers }: { readonly layout: StoreLayout; readonly catalog: Catalog; readonly takers: Takers },
): FloorTelling | undefined {
  switch (event.type) {
    case 'visit-changed': {
      if (event.visit.status === event.was) return undefined
      return { at: isoOf(visitMs(event.visit)), level: 'info', news: visitNews(event.visit) }
    }
    case 'change-believed': {
      const { evidence, visits, atMs } = event
      const told = changeNews(evidence, visits, catalog, takers)
      takers.note(evidence, (actor) => labelIn(visits, actor))
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
  takers: Takers,
): Pick<FloorTelling, 'level' | 'news'> | undefined {
  const [likeliest] = considered
  if (!likeliest || likeliest.acts.every(({ action }) => action === 'nothing')) return undefined
  const { gondola, shelf } = change
  if (likeliest.probability < DOUBTFUL)
    return { level: 'attention', news: { what: 'unclear', grams: Math.round(grams), gondola, shelf } }
  const acts = likeliest.acts.map((act) => actNews(act, visits, catalog, takers))
  const isOdd = likeliest.acts.some(({ action }) => action === 'unexplained' || action === 'misplaced')
  return { level: isOdd ? 'attention' : 'info', news: { what: 'acts', acts, gondola, shelf } }
}

function actNews(
  act: BelievedAct,
  visits: ReadonlyMap<string, VisitRecord>,
  catalog: Catalog,
  takers: Takers,
): FloorAct {
  const { action, actor, gtin, quantity } = act
  const visit = visits.get(actor ?? '')
  const takenBy = takers.before(act, (one) => labelIn(visits, one))
  return {
    action,
    ...(visit && { visit: visitLabel(visit) }),
    ...(gtin !== undefined && { name: catalog.find(gtin)?.name ?? gtin }),
    quantity,
    ...(takenBy !== undefined && { takenBy }),
  }
}

function labelIn(visits: ReadonlyMap<string, VisitRecord>, actor: string): string | undefined {
  const visit = visits.get(actor)
  return visit && visitLabel(visit)
}

function placeOf({ change }: ChangeEvidence, { gondolas }: StoreLayout): [number, number] | undefined {
  const gondola = gondolas.find(({ id }) => id === change.gondola)
  const shelf = gondola?.shelves.find(({ index }) => index === change.shelf)
  const plate = change.plates[Math.floor(change.plates.length / 2)]?.plate
  if (!gondola || !shelf || plate === undefined) return undefined
  const [x, y] = plateCentre(gondola, shelf, plate)
  return [x, y]
}
