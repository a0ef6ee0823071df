/** Test-only: a floor made by hand, on the layout of the demo store. */
import {
  FloorFacing,
  FloorMap,
  type FloorAct,
  type FloorItem,
  type FloorNews,
  type FloorVisit,
} from '@store/contract/floor.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const folder = join(import.meta.dirname, '../../../firmware-sim/stores/corner-shop')
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))

const { gates, floor, currency, timeZone, gondolas } = FloorMap.shape
const gondola = gondolas.element.omit({ rotationDegrees: true }).extend({ rotation: z.number() })
const layout = z
  .object({ id: z.string(), name: z.string(), currency, timeZone, floor, gates, gondolas: z.array(gondola) })
  .parse(read('store.json'))
const products = z.array(z.object({ gtin: z.string(), name: z.string() })).parse(read('products.json'))
const { gtin, shelf, plates, stock } = FloorFacing.shape
const planogram = z.array(z.object({ gtin, gondola: z.string(), shelf, plates, stock })).parse(read('planogram.json'))

export const cornerShop: FloorMap = {
  ...layout,
  storeId: layout.id,
  storeName: layout.name,
  gondolas: layout.gondolas.map(({ rotation, ...fixture }) => ({ ...fixture, rotationDegrees: rotation })),
}

export const facings: FloorFacing[] = planogram.map((entry, i) => ({
  ...entry,
  kind: 'facing',
  id: `facing/${entry.gondola}/${entry.shelf}/${entry.plates[0]}`,
  name: products.find((product) => product.gtin === entry.gtin)?.name ?? entry.gtin,
  stock: i % 17 === 3 ? 0 : Math.round((entry.stock * ((i * 7) % 10)) / 10) + 1,
  full: entry.stock + 1,
}))

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 18, 4, 0) - seconds * 1000).toISOString()

export const busy: FloorItem[] = [
  ...facings,
  { kind: 'dot', id: 'dot/1', x: 1.4, y: 1.9, visitId: 'v7' },
  { kind: 'dot', id: 'dot/2', x: 2.2, y: 5.2, visitId: 'v8' },
  { kind: 'dot', id: 'dot/3', x: 5.2, y: 2.4, visitId: 'v9' },
  { kind: 'dot', id: 'dot/4', x: 5.9, y: 0.6, visitId: 'v6' },
  { kind: 'dot', id: 'dot/5', x: 6.2, y: 4.1 },
  visit('v6', '6', 'leaving', 2, 1),
  visit('v7', '7', 'shopping', 0, 0),
  visit('v8', '8', 'shopping', 3, 0),
  visit('v9', '9', 'shopping', 1, 0),
  { ...visit('v5', '5', 'sealed', 2, 0), payment: 'charged' },
  { ...visit('v4', '4', 'sealed', 1, 0), payment: 'unpaid' },
  device('entry', 'gate', 'well', 38),
  device('exit', 'gate', 'well', 41),
  device('tracker', 'tracker', 'late', 2_840),
  device('rfid-exit', 'rfid', 'well', 52),
  ...['A', 'B1', 'B2', 'I1', 'I2'].map((id, i) =>
    device(`plates-${id}`, 'plates' as const, 'well' as const, 90 + i * 7),
  ),
  device('plates-R', 'plates', 'silent', null),
  event(0, 12, acts('A', 2, { action: 'took', visit: '6', name: 'Kettle Brand Sea Salt', quantity: 1 })),
  event(1, 31, visitNews('6', 'leaving')),
  event(
    2,
    44,
    { what: 'device-refused', device: 'plates-R', code: 'device.clock-ahead', detail: 'Its clock is ahead.' },
    'attention',
  ),
  event(3, 58, visitNews('9', 'shopping')),
  event(4, 71, acts('A', 4, { action: 'took', visit: '8', name: 'Doritos Nacho Cheese 1 oz', quantity: 2 })),
  event(5, 96, visitNews('5', 'sealed', 2)),
  event(6, 97, { what: 'review', visit: '4' }, 'attention'),
  event(7, 130, acts('B1', 1, { action: 'put-back', visit: '8', name: 'Taco Bell Mild Tortilla Chips', quantity: 1 })),
  event(8, 140, { what: 'unclear', grams: -31, gondola: 'I1', shelf: 3 }, 'attention'),
  event(9, 161, visitNews('7', 'in-vestibule', 0, 3)),
]

/** What the store found out about itself. */
export const found: readonly FloorItem[] = [
  {
    kind: 'finding',
    id: 'finding/silent/R/2',
    finding: { what: 'silent-plates', gondola: 'R', shelf: 2, plates: [3, 4] },
  },
  {
    kind: 'finding',
    id: 'finding/weight/0012000171253',
    finding: {
      what: 'wrong-weight',
      gtin: '0012000171253',
      name: 'bubly Cherry 12 oz',
      catalogGrams: 370,
      measuredGrams: 402.4,
      weighings: 6,
    },
  },
]

function visit(
  id: string,
  label: string,
  status: 'shopping' | 'leaving' | 'sealed',
  kinds: number,
  doubtful: number,
): Extract<FloorItem, { kind: 'visit' }> {
  const lines = products.slice(Number(label), Number(label) + kinds).map((product, i) => ({
    ...product,
    quantity: i + 1,
    confidence: 0.99 - i * 0.08,
  }))
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return { kind: 'visit', id, label, status, party: 1, units, lines, doubtful, payment: 'held' }
}

function device(
  id: string,
  deviceKind: 'plates' | 'tracker' | 'gate' | 'rfid',
  state: 'well' | 'late' | 'silent',
  lagMs: number | null,
): FloorItem {
  return { kind: 'device', id: `device/${id}`, deviceKind, state, lagMs, lastSeenAt: at(1), lost: 0 }
}

function event(n: number, secondsAgo: number, news: FloorNews, level: 'info' | 'attention' = 'info'): FloorItem {
  return { kind: 'event', id: `event/${n}`, at: at(secondsAgo), level, news }
}

function acts(fixture: string, board: number, ...done: FloorAct[]): FloorNews {
  return { what: 'acts', acts: done, gondola: fixture, shelf: board }
}

function visitNews(visitLabel: string, status: FloorVisit['status'], units = 0, party = 1): FloorNews {
  return { what: 'visit', visit: visitLabel, status, party, units }
}
