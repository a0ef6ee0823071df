import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { EventEmitter, once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceIdentity } from './device-speech.ts'
import { openFrameLog, type FrameLog } from './frame-log.ts'
import { logPolicy } from './log-policy.ts'
import { openStoreEngine, pipelinePolicy } from './store-engine.ts'
import type { StoreEvent } from './store-event.ts'

const store = await loadStoreFolder(join(import.meta.dirname, '../../../../firmware-sim/stores/corner-shop'))
const EPOCH_MS = 1_770_000_000_000
const exitGate: DeviceIdentity = { deviceId: 'exit-gate', storeId: 'corner-shop', kind: 'gate' }

let root = ''
let folders = 0
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'store-engine-'))))
afterAll(() => rm(root, { recursive: true }))

async function open(dir = join(root, String(++folders)), segmentBytes = logPolicy.segmentBytes) {
  let nowMs = EPOCH_MS
  const now = (): number => nowMs
  const events: StoreEvent[] = []
  const log = await openFrameLog({ dir, storeId: 'corner-shop', now, policy: { ...logPolicy, segmentBytes } })
  const listeners = [(event: StoreEvent) => void events.push(event)]
  const disk = slowDisk(log)
  const engine = await openStoreEngine({
    store,
    log: disk.log,
    now,
    policy: { ...pipelinePolicy, decideForMs: Infinity },
    listeners,
  })
  return {
    dir,
    disk,
    engine,
    events,
    crossing: (direction: 'in' | 'out' = 'in') => ({ kind: 'gate', gate: 'exit', event: 'cross', direction, t: nowMs }),
    statuses: () => events.flatMap((event) => (event.type === 'visit-changed' ? [event.visit.status] : [])),
    wait: (ms: number): void => {
      for (const untilMs = nowMs + ms; nowMs < untilMs; engine.tick()) nowMs += 1_000
    },
    scan: (shopper: string) => {
      const visitId = engine.visits.nextVisitId(shopper, nowMs)
      return engine.visits.open({ visitId, gateId: 'entry', shopper, party: 2, nowMs }).then(() => visitId)
    },
  }
}

/** Takes what is written, and has it for good only when it is let go. */
function slowDisk(log: FrameLog) {
  const hung = new EventEmitter()
  let written: Promise<unknown> = Promise.resolve()
  const slow: FrameLog = {
    ...log,
    append: (lines) => Promise.all([written, log.append(lines)]).then(() => undefined),
    get failure() {
      return log.failure
    },
  }
  return {
    log: slow,
    hangs: () => void (written = once(hung, 'let-go')),
    letsGo: () => void hung.emit('let-go'),
  }
}

describe('[PI7] a visit begins with its scan', () => {
  test('and is open at once, though no sensor has seen anybody yet', async () => {
    const { engine, scan, statuses } = await open()
    expect(await scan('ana')).toBe(`corner-shop/${EPOCH_MS}/1`)
    expect([engine.visits.isOpen('ana'), engine.visits.isOpen('ben'), engine.visits.peopleInside()]).toEqual([
      true,
      false,
      2,
    ])
    expect(statuses()).toEqual(['in-vestibule'])
    await engine.close()
  })

  test('and no two have one name, though both are asked for before either begins', async () => {
    const { engine } = await open()
    const names = ['ana', 'ben', 'ana'].map((shopper) => engine.visits.nextVisitId(shopper, EPOCH_MS))
    expect(new Set(names).size).toBe(3)
    await engine.close()
  })

  test('who then does not come in has turned back', async () => {
    const { engine, scan, statuses, wait } = await open()
    await scan('ana')
    wait(74_000)
    expect(statuses()).toEqual(['in-vestibule'])
    wait(3_000)
    expect(statuses()).toEqual(['in-vestibule', 'turned-back'])
    expect(engine.visits.isOpen('ana')).toBe(false)
    await engine.close()
  })

  test('and is there again after a restart, under the same name', async () => {
    const first = await open()
    const visitId = await first.scan('ana')
    await first.engine.close()
    const again = await open(first.dir)
    expect(again.engine.visits.isOpen('ana')).toBe(true)
    expect(again.events.filter(({ type }) => type !== 'stock-changed')).toMatchObject([
      { type: 'visit-changed', visit: { id: visitId }, isReplay: true },
      { type: 'caught-up', isReplay: false },
    ])
    expect(again.engine.visits.nextVisitId('ben', EPOCH_MS)).toBe(`corner-shop/${EPOCH_MS}/2`)
    await again.engine.close()
  })
})

describe('[PI1] in the log, then in the store', () => {
  test('batches are taken in as they came, and only once they are durable', async () => {
    const { engine, events, crossing } = await open()
    engine.hello(exitGate, 'b')
    const sent = ['in', 'out', 'in', 'out'].map((direction, i) =>
      engine.accept(exitGate, { boot: 'b', from: i + 1, messages: [crossing(direction === 'in' ? 'in' : 'out')] }),
    )
    expect(events.filter(({ type }) => type === 'gate-crossed')).toEqual([])
    await Promise.all(sent)
    expect(events.flatMap((event) => (event.type === 'gate-crossed' ? [event.direction] : []))).toEqual([
      'in',
      'out',
      'in',
      'out',
    ])
    await engine.close()
  })

  test('what the disk refuses is not acknowledged, and not taken in', async () => {
    const { dir, engine, events, crossing } = await open(undefined, 1)
    await writeFile(join(dir, 'corner-shop', '00000001-00002.jsonl'), '')
    engine.hello(exitGate, 'b')
    const batch = { boot: 'b', from: 1, messages: [crossing()] }
    await expect(engine.accept(exitGate, batch)).rejects.toThrow('cannot be written')
    await expect(engine.accept(exitGate, batch)).rejects.toThrow('cannot be written')
    expect(events.filter(({ type }) => type === 'gate-crossed')).toEqual([])
    expect(engine.failure).toBeDefined()
    await engine.close()
  })
})

test('[PI23] nobody is late while what came in time waits for the disk', async () => {
  const { engine, disk, scan, statuses, wait, crossing } = await open()
  engine.hello(exitGate, 'b')
  await scan('ana')
  wait(60_000)
  disk.hangs()
  const sent = engine.accept(exitGate, { boot: 'b', from: 1, messages: [crossing()] })
  wait(30_000)
  expect(statuses()).toEqual(['in-vestibule'])
  disk.letsGo()
  await sent
  expect(statuses()).toEqual(['in-vestibule'])
  for (let second = 1; second <= 20; second++) {
    wait(1_000)
    await engine.beat(exitGate, { boot: 'b', lastSeq: 1, capturedMs: EPOCH_MS + 90_000 })
  }
  expect(statuses()).toEqual(['in-vestibule', 'turned-back'])
  await engine.close()
})

test('[PI5] a quiet store begins a new run once the old one is an hour old, and not while somebody is inside', async () => {
  const { engine, events, scan, wait } = await open()
  wait(3_590_000)
  await scan('ana')
  wait(30_000)
  await engine.checkpoint()
  expect(events.filter(({ type }) => type === 'run-begun')).toHaveLength(0)
  wait(120_000)
  expect(events.filter(({ type }) => type === 'run-begun')).toHaveLength(1)
  await engine.close()
})
