import { type FloorDispute, FloorItem, FloorMap } from '@store/contract/floor.ts'
import { patched } from '@store/contract/patch.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { VisitRecord } from '../pipeline/visit-register.ts'
import { floorView } from './floor-view.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const [facing] = store.planogram.facings
const visit: VisitRecord = {
  id: 'corner-shop/1/12',
  number: 12,
  shopper: 'account-of-ana',
  party: 1,
  status: 'shopping',
  scannedMs: 0,
  basket: {
    lines: [{ gtin: facing!.gtin, quantity: 2, confidence: 0.9 }],
    unresolved: [{ gtins: [], quantity: 1, reason: 'nothing fits' }],
  },
}
const seen = (atMs: number, ...tracks: string[]) =>
  ({ type: 'people-seen', atMs, people: tracks.map((track) => ({ track, x: 1.234, y: 2 })), isReplay: false }) as const
const dotsIn = (view: ReturnType<typeof floorView>): string[] =>
  view.snapshot().items.flatMap(({ kind, id }) => (kind === 'dot' ? [id] : []))

describe('[RT5] the floor view', () => {
  test('begins with the map and the facings, in the words of the contract', () => {
    const { map, items, revision } = floorView(store).snapshot()
    expect(FloorMap.parse(map)).toEqual(map)
    expect(items).toHaveLength(store.planogram.facings.length)
    for (const item of items) expect(FloorItem.parse(item)).toEqual(item)
    expect(revision).toBe(0)
  })

  test('tells staff numbers and baskets, and never who it is', () => {
    const view = floorView(store)
    view.hear({ type: 'visit-changed', visit, was: undefined, isReplay: false })
    const text = JSON.stringify(view.flush())
    expect(text).toContain('"label":"12"')
    expect(text).toContain('"units":2')
    expect(text).toContain('"doubtful":1')
    expect(text).not.toContain('ana')
  })

  test('[RT11] has what waits for staff, until it does not', () => {
    const view = floorView(store)
    const dispute: FloorDispute = {
      kind: 'dispute',
      id: 'dispute/v1/d1',
      ref: 'v1/d1',
      visit: '7',
      name: 'Tea',
      quantity: 1,
      amount: { amountMinor: 250, currency: 'EUR' },
      since: '2026-11-22T12:00:00.000Z',
    }
    view.disputes([dispute])
    expect(view.flush()?.put).toEqual([dispute])
    view.disputes([dispute])
    expect(view.flush()).toBeUndefined()
    view.disputes([])
    expect(view.flush()).toMatchObject({ put: [], drop: ['dispute/v1/d1'] })
  })

  test('a person whom nobody sees any more goes, and so do all when the tracker is silent', () => {
    const view = floorView(store)
    view.hear(seen(1_000, 'a', 'b'))
    view.hear(seen(1_500, 'a'))
    expect(dotsIn(view)).toEqual(['dot/a', 'dot/b'])
    view.hear(seen(2_100, 'a'))
    expect(dotsIn(view)).toEqual(['dot/a'])
    view.tidy(20_000)
    expect(dotsIn(view)).toEqual([])
  })

  test('says what happened and where, as data that every screen words itself', () => {
    const view = floorView(store)
    const evidence: ChangeEvidence = {
      change: {
        id: 'c',
        gondola: facing!.gondola,
        shelf: facing!.shelf,
        startedMs: 0,
        momentMs: 0,
        settledMs: 0,
        closedMs: 0,
        plates: [{ plate: facing!.plates[0]!, grams: -100, sigmaGrams: 1, momentMs: 0 }],
      },
      grams: -100,
      considered: [{ acts: [{ action: 'took', actor: 'ana', gtin: facing!.gtin, quantity: 2 }], probability: 0.95 }],
      people: [],
    }
    view.hear({ type: 'change-believed', atMs: 0, evidence, visits: new Map([['ana', visit]]), isReplay: false })
    expect(view.flush()?.put).toMatchObject([
      {
        kind: 'event',
        level: 'info',
        news: {
          what: 'acts',
          acts: [{ action: 'took', visit: '12', name: store.catalog.find(facing!.gtin)!.name, quantity: 2 }],
          gondola: facing!.gondola,
          shelf: facing!.shelf,
        },
      },
    ])
    const unsure = { ...evidence, considered: [{ ...evidence.considered[0]!, probability: 0.4 }] }
    view.hear({ type: 'change-believed', atMs: 0, evidence: unsure, visits: new Map(), isReplay: false })
    expect(view.flush()?.put).toMatchObject([
      { level: 'attention', news: { what: 'unclear', grams: -100 }, place: [expect.any(Number), expect.any(Number)] },
    ])
  })

  test('[RT12] a thing that changed hands is on the visit that has it, and told once', () => {
    const view = floorView(store)
    const change = { id: 'c', gondola: 'A', shelf: 1, startedMs: 0, momentMs: 0, settledMs: 0, closedMs: 0, plates: [] }
    const took = { action: 'took', actor: 'ben', gtin: facing!.gtin, quantity: 1 } as const
    const evidence = [{ change, grams: -100, considered: [{ acts: [took], probability: 0.96 }], people: [] }]
    const line = { gtin: facing!.gtin, quantity: 1, confidence: 0.9, evidence, tags: [] }
    const giver: VisitRecord = { ...visit, id: 'corner-shop/1/11', number: 11, basket: { lines: [], unresolved: [] } }
    const grounds = {
      receipt: { lines: [line], unresolved: [] },
      visitOf: new Map([['ben', giver.id]]),
      startedMs: 0,
    }
    view.hear({ type: 'visit-changed', visit: giver, was: 'shopping', isReplay: false })
    view.flush()
    view.hear({ type: 'visit-changed', visit, was: 'shopping', grounds, isReplay: false })
    view.hear({ type: 'visit-changed', visit: { ...visit, party: 2 }, was: 'shopping', grounds, isReplay: false })
    const put = view.flush()?.put ?? []
    const name = store.catalog.find(facing!.gtin)!.name
    expect(put.flatMap((item) => (item.kind === 'event' ? [item.news] : []))).toEqual([
      { what: 'handed-on', visit: '12', name, takenBy: '11' },
    ])
    expect(put.find(({ kind }) => kind === 'visit')).toMatchObject({ lines: [{ gtin: facing!.gtin, takenBy: '11' }] })
    for (const item of put) expect(FloorItem.parse(item)).toEqual(item)
  })

  test('[RT12] hands that met are told once, whichever of the two is looked at again', () => {
    const view = floorView(store)
    const other: VisitRecord = { ...visit, id: 'corner-shop/1/11', number: 11 }
    const meeting = (from: string, to: string, untilMs: number) => {
      const handed = [{ from, to, gtin: facing!.gtin, change: 'c', fromMs: 0, untilMs, probability: 0.2, among: 2 }]
      const line = { gtin: facing!.gtin, quantity: 2, confidence: 0.9, evidence: [], tags: [], handed }
      return {
        receipt: { lines: [line], unresolved: [] },
        visitOf: new Map([
          ['ana', visit.id],
          ['ben', other.id],
        ]),
        startedMs: 1_000,
      }
    }
    view.hear({ type: 'visit-changed', visit: other, was: 'shopping', isReplay: false })
    // Believed, seen from the other side, another one instead of it, and the first one once more.
    for (const [one, grounds] of [
      [visit, meeting('ana', 'ben', 900)],
      [other, meeting('ben', 'ana', 900)],
      [visit, meeting('ana', 'ben', 1_500)],
      [visit, meeting('ana', 'ben', 900)],
    ] as const)
      view.hear({ type: 'visit-changed', visit: one, was: 'shopping', grounds, isReplay: false })
    const put = view.flush()?.put ?? []
    expect(put.filter(({ kind }) => kind === 'event')).toMatchObject([
      { at: '1970-01-01T00:00:01.900Z', news: { what: 'hands-met', visit: '12', other: '11' } },
      { at: '1970-01-01T00:00:02.500Z', news: { what: 'hands-met', visit: '12', other: '11' } },
    ])
    expect(put).toContainEqual(
      expect.objectContaining({
        id: visit.id,
        lines: [expect.objectContaining({ perhapsWith: { visit: '11', probability: 0.2 } })],
      }),
    )
    for (const item of put) expect(FloorItem.parse(item)).toEqual(item)
  })

  test('puts coming in after the pass that was shown, at the instant when they came in', () => {
    const view = floorView(store)
    const { admittedMs: _, ...shown } = { ...visit, status: 'in-vestibule' as const, scannedMs: 1_000 }
    view.hear({ type: 'visit-changed', visit: shown, was: undefined, isReplay: false })
    const inside = { ...shown, status: 'shopping' as const, admittedMs: 3_500 }
    view.hear({ type: 'visit-changed', visit: inside, was: 'in-vestibule', isReplay: false })
    const events = view.snapshot().items.filter((item) => item.kind === 'event')
    expect(events.map(({ at, news }) => [Date.parse(at), news])).toMatchObject([
      [1_000, { what: 'visit', status: 'in-vestibule' }],
      [3_500, { what: 'visit', status: 'shopping' }],
    ])
  })

  test('announces what changed, once until it is flushed, and also what changed before anybody listened', () => {
    const view = floorView(store)
    let announced = 0
    view.hear(seen(0, 'a'))
    view.onChange(() => announced++)
    expect(announced).toBe(1)
    view.hear(seen(400, 'a', 'b'))
    expect(announced).toBe(1)
    view.flush()
    view.hear(seen(800, 'a', 'b', 'c'))
    expect(announced).toBe(2)
  })

  test('keeps the newest hundred events', () => {
    const view = floorView(store)
    for (let n = 0; n < 150; n++)
      view.hear({ type: 'device-refused', device: 'd', atMs: n, code: 'a.b', reason: 'no', isReplay: false })
    const instants = view.snapshot().items.flatMap((item) => (item.kind === 'event' ? [Date.parse(item.at)] : []))
    expect([instants.length, instants[0], instants.at(-1)]).toEqual([100, 50, 149])
  })

  test('patches add up to the snapshot', () => {
    const view = floorView(store)
    const first = view.snapshot()
    let own: ReturnType<typeof patched<FloorItem>> = {
      revision: first.revision,
      items: new Map(first.items.map((item) => [item.id, item])),
    }
    for (let n = 0; n < 20; n++) {
      view.hear(seen(n * 400, ...(n % 3 === 0 ? ['a'] : ['b', 'c'])))
      if (n % 2 === 0) view.hear({ type: 'stock-changed', facing: facing!, stock: n, isReplay: false })
      view.devices([{ id: 's', kind: 'plates', state: n > 9 ? 'late' : 'well', lagMs: 1, lastSeenMs: 0, lost: 0 }])
      if (n % 4 === 0) own = own && patched(own, view.flush()!)
    }
    const rest = view.flush()
    own = own && rest && patched(own, rest)
    expect([...own!.items.values()].sort(byId)).toEqual([...view.snapshot().items].sort(byId))
    expect(view.flush()).toBeUndefined()
  })
})

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
