import type {
  FloorCharge,
  FloorDispute,
  FloorFinding,
  FloorItem,
  FloorMap,
  FloorPatch,
  FloorSnapshot,
} from '@store/contract/floor.ts'
import type { PaymentState } from '@store/contract/visit.ts'
import type { Catalog } from '@store/catalog/catalog.ts'
import type { Facing, StoreLayout } from '@store/planogram/layout.ts'
import type { Planogram } from '@store/planogram/planogram.ts'
import { facingId } from '../pipeline/stock-count.ts'
import type { DeviceHealth, Grounds, SeenPerson, StoreEvent } from '../pipeline/store-event.ts'
import type { VisitRecord } from '../pipeline/visit-register.ts'
import { floorNews, visitLabel, type FloorTelling } from './floor-events.ts'
import { floorMap } from './floor-map.ts'
import { handedOnTo, handsMet, type HandedOn, type HandsMet } from './handed-on.ts'

/** The staff's picture of one store. Changes gather until they are flushed as one patch [RT5]. */
export interface FloorView {
  hear(event: StoreEvent): void
  paid(visitId: string, payment: PaymentState): void
  devices(health: readonly DeviceHealth[]): void
  /** All that wait for staff; those that were there before and are not any more go. */
  disputes(waiting: readonly FloorDispute[]): void
  /** All whose money waits for staff, as above. */
  charges(waiting: readonly FloorCharge[]): void
  /** All that is wrong with the store itself; what was and is not any more goes. */
  findings(found: readonly FloorFinding[]): void
  /** Dots of people who were not seen for a while, and visits that are over, go. */
  tidy(nowMs: number): void
  snapshot(): FloorSnapshot
  /** What changed since the last patch, if anything did. */
  flush(): FloorPatch | undefined
  /** Called when there is something to flush, once until it was. */
  onChange(listener: () => void): void
}

/** A tracker misses people for a frame or two. */
const DOT_STAYS_MS = 1_000
/** A visit that is over stays on the map's list for so long. */
const VISIT_STAYS_MS = 60_000
const MOST_EVENTS = 100

export function floorView(store: {
  readonly layout: StoreLayout
  readonly catalog: Catalog
  readonly planogram: Planogram
}): FloorView {
  const { layout, catalog, planogram } = store
  const map: FloorMap = floorMap(layout)
  const items = new Map<string, FloorItem>()
  const texts = new Map<string, string>()
  const seenMs = new Map<string, number>()
  const records = new Map<string, VisitRecord>()
  const payments = new Map<string, PaymentState>()
  const labels = new Map<string, string>()
  const handed = new Map<string, readonly HandedOn[]>()
  const met = new Map<string, readonly HandsMet[]>()
  /** When hands met of which staff were told, by the visit that it was told of. */
  const toldOf = new Map<string, ReadonlySet<number>>()
  const listeners: (() => void)[] = []
  const events: string[] = []
  let put = new Set<string>()
  let drop = new Set<string>()
  let revision = 0
  let told = 0
  let isAnnounced = false
  let peopleMs = Number.NEGATIVE_INFINITY
  /** The store's time as far as anything was told of it. */
  let latestMs = 0

  for (const facing of planogram.facings) setFacing(facing, facing.stock ?? 0)
  // Nobody watches yet.
  put.clear()
  isAnnounced = false

  function set(item: FloorItem): void {
    const text = JSON.stringify(item)
    if (texts.get(item.id) === text) return
    items.set(item.id, item)
    texts.set(item.id, text)
    drop.delete(item.id)
    put.add(item.id)
    changed()
  }

  function setAll(kind: 'dispute' | 'charge' | 'finding', there: readonly FloorItem[]): void {
    const ids = new Set(there.map(({ id }) => id))
    for (const item of items.values()) if (item.kind === kind && !ids.has(item.id)) remove(item.id)
    for (const item of there) set(item)
  }

  function remove(id: string): void {
    if (!items.delete(id)) return
    texts.delete(id)
    put.delete(id)
    drop.add(id)
    changed()
  }

  function changed(): void {
    if (isAnnounced || listeners.length === 0) return
    isAnnounced = true
    for (const listener of listeners) listener()
  }

  function setFacing(facing: Facing, stock: number): void {
    const { gtin, gondola, shelf, plates } = facing
    set({
      kind: 'facing',
      id: `facing/${facingId(facing)}`,
      gtin,
      name: nameOf(gtin),
      gondola,
      shelf,
      plates: [...plates],
      stock,
      full: facing.stock ?? 0,
    })
  }

  function setDots(people: readonly SeenPerson[], atMs: number): void {
    // What a device had stored comes late, and where people stood then is of no interest any more.
    if (atMs < peopleMs) return
    peopleMs = atMs
    for (const { track, x, y, visitId } of people) {
      const id = `dot/${track}`
      seenMs.set(id, atMs)
      set({ kind: 'dot', id, x: toCentimetre(x), y: toCentimetre(y), ...(visitId !== undefined && { visitId }) })
    }
    for (const [id, lastMs] of seenMs) if (atMs - lastMs > DOT_STAYS_MS) dropDot(id)
  }

  function dropDot(id: string): void {
    seenMs.delete(id)
    remove(id)
  }

  function setVisit(record: VisitRecord): void {
    const { id, status, party, basket } = record
    records.set(id, record)
    const given = new Map(handed.get(id)?.map((one) => [one.gtin, one]))
    set({
      kind: 'visit',
      id,
      label: visitLabel(record),
      status,
      party,
      units: basket.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      lines: basket.lines.map(({ gtin, quantity, confidence }) => {
        const takenBy = labels.get(given.get(gtin)?.takenBy ?? '')
        const last = met.get(id)?.findLast((one) => one.gtin === gtin)
        const other = labels.get(last?.with ?? '')
        return {
          gtin,
          name: nameOf(gtin),
          quantity,
          confidence,
          ...(takenBy !== undefined && { takenBy }),
          ...(last && other !== undefined && { perhapsWith: { visit: other, probability: last.probability } }),
        }
      }),
      doubtful: basket.unresolved.reduce((sum, { quantity }) => sum + quantity, 0),
      payment: payments.get(id) ?? 'held',
    })
  }

  function setHanded(visit: VisitRecord, grounds: Grounds | undefined): void {
    const { id } = visit
    const before = new Set(handed.get(id)?.map(({ change, gtin }) => `${change} ${gtin}`))
    const now = grounds ? handedOnTo(id, grounds) : []
    handed.set(id, now)
    for (const { change, gtin, takenBy } of now) {
      const label = labels.get(takenBy)
      if (label === undefined || before.has(`${change} ${gtin}`)) continue
      const news = { what: 'handed-on', visit: visitLabel(visit), name: nameOf(gtin), takenBy: label } as const
      tell({ at: new Date(latestMs).toISOString(), level: 'info', news })
    }
  }

  /** Once for each meeting, whatever it may have been that changed hands, and whoever of the two had it. */
  function setMet(visit: VisitRecord, grounds: Grounds | undefined): void {
    const { id } = visit
    const now = grounds ? handsMet(id, grounds) : []
    if (now.length > 0) met.set(id, now)
    for (const { with: otherId, atMs } of now) {
      const other = labels.get(otherId)
      if (other === undefined || [id, otherId].some((one) => toldOf.get(one)?.has(atMs))) continue
      toldOf.set(id, new Set(toldOf.get(id)).add(atMs))
      tell({
        at: new Date(atMs).toISOString(),
        level: 'info',
        news: { what: 'hands-met', visit: visitLabel(visit), other },
      })
    }
  }

  function nameOf(gtin: string): string {
    return catalog.find(gtin)?.name ?? gtin
  }

  function tell(news: FloorTelling | undefined): void {
    if (!news) return
    const id = `event/${++told}`
    events.push(id)
    set({ kind: 'event', id, ...news })
    for (const old of events.splice(0, events.length - MOST_EVENTS)) remove(old)
  }

  return {
    hear(event) {
      if ('atMs' in event) latestMs = Math.max(latestMs, event.atMs)
      tell(floorNews(event, { layout, catalog }))
      if (event.type === 'visit-changed') {
        labels.set(event.visit.id, visitLabel(event.visit))
        setHanded(event.visit, event.grounds)
        setMet(event.visit, event.grounds)
        setVisit(event.visit)
      } else if (event.type === 'people-seen') setDots(event.people, event.atMs)
      else if (event.type === 'stock-changed') setFacing(event.facing, event.stock)
      else if (event.type === 'visit-forgotten')
        for (const known of [payments, labels, handed, met, toldOf]) known.delete(event.visitId)
    },
    paid(visitId, payment) {
      payments.set(visitId, payment)
      const record = records.get(visitId)
      if (record) setVisit(record)
      if (payment !== 'review' || !record) return
      tell({
        at: new Date(record.leftMs ?? record.scannedMs).toISOString(),
        level: 'attention',
        news: { what: 'review', visit: visitLabel(record) },
      })
    },
    devices(health) {
      for (const { id, kind, state, lagMs, lastSeenMs, lost } of health)
        set({
          kind: 'device',
          id: `device/${id}`,
          deviceKind: kind,
          state,
          lagMs,
          lastSeenAt: lastSeenMs === null ? null : new Date(lastSeenMs).toISOString(),
          lost,
        })
    },
    disputes: (waiting) => setAll('dispute', waiting),
    charges: (waiting) => setAll('charge', waiting),
    findings: (found) => setAll('finding', found),
    tidy(nowMs) {
      if (nowMs - peopleMs > GONE_MS) for (const id of seenMs.keys()) dropDot(id)
      for (const [id, { status, leftMs, scannedMs }] of records) {
        if (status !== 'sealed' && status !== 'turned-back') continue
        if (nowMs - (leftMs ?? scannedMs) < VISIT_STAYS_MS) continue
        records.delete(id)
        payments.delete(id)
        remove(id)
      }
    },
    snapshot: () => ({ revision, map, items: [...items.values()] }),
    flush() {
      if (put.size + drop.size === 0) return undefined
      const after = revision++
      const patch = { after, revision, put: [...put].map((id) => items.get(id)!), drop: [...drop] }
      put = new Set()
      drop = new Set()
      isAnnounced = false
      return patch
    },
    onChange(listener) {
      listeners.push(listener)
      // A store that was rebuilt has much to tell before anybody could listen.
      if (put.size + drop.size > 0) changed()
    },
  }
}

/** The tracker itself has gone silent: dots that stand still would be a lie. Real trackers are 2.3 s behind. */
const GONE_MS = 6_000

const toCentimetre = (metres: number): number => Math.round(metres * 100) / 100
