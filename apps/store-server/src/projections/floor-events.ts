import type { FloorEvent } from '@store/contract/floor.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import { plateCentre } from '@store/planogram/geometry.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'
import type { BelievedAct, ChangeEvidence } from '@store/fusion/evidence.ts'
import type { StoreEvent } from '../pipeline/store-event.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'

export type FloorNews = Omit<FloorEvent, 'kind' | 'id'>

/** What staff may want to know of an event, in a sentence; people are numbers. */
export function floorNews(
  event: StoreEvent,
  { layout, catalog }: { readonly layout: StoreLayout; readonly catalog: Catalog },
): FloorNews | undefined {
  switch (event.type) {
    case 'visit-changed': {
      if (event.visit.status === event.was) return undefined
      return { at: isoOf(visitMs(event.visit)), text: visitText(event.visit), level: 'info' }
    }
    case 'change-believed': {
      const { evidence, visits, atMs } = event
      const place = placeOf(evidence, layout)
      const [text, level] = changeText(evidence, visits, catalog)
      return text === undefined ? undefined : { at: isoOf(atMs), text, level, ...(place && { place }) }
    }
    case 'device-refused':
      return { at: isoOf(event.atMs), text: event.reason, level: 'attention' }
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

const visitMs = ({ status, scannedMs, leftMs, sealedMs }: VisitRecord): number =>
  status === 'leaving' || status === 'sealed' ? (leftMs ?? sealedMs ?? scannedMs) : scannedMs

function visitText(visit: VisitRecord): string {
  const who = `Visit ${visitLabel(visit)}`
  const units = visit.basket.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  switch (visit.status) {
    case 'in-vestibule':
      return `${who} showed a pass for ${visit.party === 1 ? 'one' : visit.party}`
    case 'shopping':
      return `${who} came in`
    case 'leaving':
      return `${who} is in the exit`
    case 'sealed':
      return `${who} ended with ${units} ${units === 1 ? 'unit' : 'units'}`
    case 'turned-back':
      return `${who} did not come in`
  }
}

/** A change that is not believed at least this much is worth a look. */
const DOUBTFUL = 0.7

function changeText(
  { considered, change, grams }: ChangeEvidence,
  visits: ReadonlyMap<string, VisitRecord>,
  catalog: Catalog,
): [string | undefined, FloorNews['level']] {
  const [likeliest] = considered
  if (!likeliest || likeliest.acts.every(({ action }) => action === 'nothing')) return [undefined, 'info']
  const where = `gondola ${change.gondola}, shelf ${change.shelf}`
  if (likeliest.probability < DOUBTFUL) return [`Unclear change of ${Math.round(grams)} g at ${where}`, 'attention']
  const acts = likeliest.acts.map((act) => actText(act, visits, catalog)).join('; ')
  const isOdd = likeliest.acts.some(({ action }) => action === 'unexplained' || action === 'misplaced')
  return [`${acts} (${where})`, isOdd ? 'attention' : 'info']
}

function actText(
  { action, actor, gtin, quantity }: BelievedAct,
  visits: ReadonlyMap<string, VisitRecord>,
  catalog: Catalog,
): string {
  const visit = visits.get(actor ?? '')
  const who = visit ? `Visit ${visitLabel(visit)}` : 'Somebody without a pass'
  const what = `${quantity} × ${gtin === undefined ? 'something' : (catalog.find(gtin)?.name ?? gtin)}`
  switch (action) {
    case 'took':
      return `${who} took ${what}`
    case 'put-back':
      return `${who} put ${what} back`
    case 'misplaced':
      return `${who} put ${what} where it does not belong`
    case 'restocked':
      return `${who} put ${what} on the shelf`
    case 'unexplained':
      return `${who} changed the shelf in a way that nothing explains`
    case 'unfinished':
      return 'Somebody has hold of something'
    case 'nothing':
      return 'Nothing was moved'
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
