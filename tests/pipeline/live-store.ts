/** A simulated store's devices, talking to the pipeline in virtual time as hardware would: numbered, acknowledged, sent again. */
import { copyFile, mkdir, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceKind } from '@store/contract/device.ts'
import { encodeMessage } from '@store/device-protocol/encode.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { recipes } from '@store/firmware-sim/recipes.ts'
import { simulate } from '@store/firmware-sim/simulate.ts'
import { weathers } from '@store/firmware-sim/weather.ts'
import { createEngine } from '@store/engine/engine.ts'
import { loadStoreFolder, type StoreFolder } from '@store/planogram/store-folder.ts'
import type { DeviceIdentity } from '@store/store-server/pipeline/device-speech.ts'
import { openFrameLog, type FrameLog } from '@store/store-server/pipeline/frame-log.ts'
import {
  openStoreEngine,
  pipelinePolicy,
  type PipelinePolicy,
  type StoreEngine,
} from '@store/store-server/pipeline/store-engine.ts'
import type { LogPolicy } from '@store/store-server/pipeline/log-policy.ts'
import type { StoreEvent } from '@store/store-server/pipeline/store-event.ts'
import type { VisitRecord } from '@store/store-server/pipeline/visit-register.ts'
import { readTrace } from '@store/trace/read-trace.ts'

export const cornerShop = await loadStoreFolder(join(import.meta.dirname, '../../firmware-sim/stores/corner-shop'))

/** Time zero of every played store. */
export const EPOCH_MS = Date.UTC(2026, 0, 5, 9)

/** `apartMs`: each shopper comes in so much later than the scenario says, one after the other. */
export function framesOf(
  recipe: string,
  seed: number,
  shoppers: number,
  picksPerShopper: number,
  apartMs = 0,
): readonly Frame[] {
  const found = recipes.find(({ name }) => name === recipe)
  if (!found) throw new RangeError(`No recipe ${recipe}`)
  const { layout, catalog, planogram } = cornerShop
  const shop = { layout, products: catalog.products, facings: planogram.facings }
  const written = found.write(shop, { shoppers, picksPerShopper, seed })
  const people = written.people.map((person, i) =>
    person.role.kind === 'shopper'
      ? { ...person, role: { ...person.role, entersAtMs: person.role.entersAtMs + i * apartMs } }
      : person,
  )
  const scenario = { ...written, people }
  return simulate(scenario, shop, found.inWeather?.(weathers.real) ?? weathers.real, seed).frames
}

/** How often the server looks at the clock. */
const TICK_MS = 250

/** What a receipt says, without the names that differ from run to run. */
export interface Bill {
  readonly shopper: string
  readonly status: VisitRecord['status']
  readonly lines: VisitRecord['basket']['lines']
  readonly unresolved: VisitRecord['basket']['unresolved']
}

export interface LiveStore {
  /** Says what the devices said until the store's time is `untilMs`. */
  play(untilMs: number): Promise<void>
  /**
   * The power fails this instant, whatever is being written, and comes back `downMs` later, or when the next pass is shown:
   * a gate that nobody opens lets nobody in, and these people would walk on.
   */
  crash(downMs: number, tamper?: (dir: string) => Promise<void>): Promise<void>
  /**
   * The power fails while what is said up to the next tick is being written, and comes back as after `crash`. Of those
   * bytes the disk has `share`, 0 to 1, and nobody has heard what follows from them: the same on every machine.
   */
  crashWriting(downMs: number, share: number): Promise<void>
  /**
   * The power fails, and comes back `downMs` later. What devices measured meanwhile they kept; they find the server again
   * one after the other, `apartMs` between them, and each sends all that it has.
   */
  outage(downMs: number, apartMs: number): Promise<void>
  /** It is stopped as it should be, and started again. */
  restart(): Promise<void>
  /** Resolves when all that was said is durable, and was taken in. */
  takenIn(): Promise<void>
  /** Lets time pass until everything is decided. */
  rest(): Promise<void>
  bills(): Bill[]
  readonly engine: StoreEngine
  readonly events: readonly StoreEvent[]
  /** How often the server was started. */
  readonly starts: number
  readonly lastsMs: number
  close(): Promise<void>
}

interface Sender {
  readonly identity: DeviceIdentity
  /** What it said so far and may have to say again, by its own number. */
  readonly said: Map<number, Frame>
}

const kinds: Record<Frame['kind'], DeviceKind> = { weight: 'plates', tracks: 'tracker', gate: 'gate', rfid: 'rfid' }

export async function liveStore(
  frames: readonly Frame[],
  options: {
    readonly runMs?: number
    readonly policy?: (start: number) => Partial<PipelinePolicy>
    readonly log?: Partial<LogPolicy>
    readonly isSettled?: (visitId: string) => boolean
    /** Every device tells once a second that it is silent, or how far it has come. */
    readonly beats?: boolean
    readonly segmentBytes?: number
    readonly store?: StoreFolder
  } = {},
): Promise<LiveStore> {
  const { store = cornerShop, segmentBytes = 2_000_000, runMs = 3_600_000, beats = false } = options
  const home = await mkdtemp(join(tmpdir(), 'live-store-'))
  const numbers = numbersOf(frames)
  const senders = new Map<string, Sender>()
  const events: StoreEvent[] = []
  let nowMs = 0
  let next = 0
  let isHeard = true
  let starts = 0
  let log: FrameLog
  let engine: StoreEngine
  let waiting: Promise<unknown>[] = []
  const now = (): number => EPOCH_MS + nowMs

  async function start(dir: string): Promise<void> {
    starts++
    log = await openFrameLog({
      dir,
      storeId: store.layout.id,
      now,
      policy: { segmentBytes, groupBytes: 1_000_000, keepMs: Infinity, keepBytes: Infinity, ...options.log },
    })
    engine = await openStoreEngine({
      store,
      log,
      now,
      // Nothing is put off: how much is decided at a stretch is the machine's speed, and these days are the same every time.
      policy: {
        ...pipelinePolicy,
        runMs,
        checkpointMs: Infinity,
        decideForMs: Infinity,
        ...options.policy?.(starts),
      },
      listeners: [(event) => isHeard && events.push(event)],
      ...(options.isSettled && { isSettled: options.isSettled }),
      troubled: (error) => {
        throw error
      },
    })
  }
  let folders = 1
  await start(join(home, '1'))

  function say(frame: Frame): void {
    if (frame.kind === 'gate' && frame.event === 'scan') {
      const { gate: gateId, shopper, party } = frame
      if (engine.visits.isOpen(shopper)) return
      const visitId = engine.visits.nextVisitId(shopper, now())
      waiting.push(engine.visits.open({ visitId, gateId, shopper, party, nowMs: now() }))
      return
    }
    const sender = senderOf(frame)
    const from = numbers(frame)
    sender.said.set(from, frame)
    waiting.push(send(sender, from, [frame]))
  }

  function senderOf({ device, kind }: Frame): Sender {
    const there = senders.get(device)
    if (there) return there
    const fresh = {
      identity: { deviceId: device, storeId: store.layout.id, kind: kinds[kind] },
      said: new Map<number, Frame>(),
    }
    senders.set(device, fresh)
    engine.hello(fresh.identity, 'boot')
    return fresh
  }

  const send = ({ identity }: Sender, from: number, said: readonly Frame[]) =>
    engine.accept(identity, { boot: 'boot', from, messages: said.map(onTheWire) })

  async function play(untilMs: number): Promise<void> {
    for (; next < frames.length && frames[next]!.arrivedMs <= untilMs; next++) {
      const frame = frames[next]!
      await pass(frame.arrivedMs)
      say(frame)
    }
    await pass(untilMs)
  }

  /** The server looks at the clock every quarter of a second; what was said by then is durable by then, more or less. */
  async function pass(untilMs: number): Promise<void> {
    while (nextTickMs() <= untilMs) {
      nowMs = nextTickMs()
      await acknowledged()
      engine.tick()
      if (beats && nowMs % 1_000 === 0) beatAll()
    }
    nowMs = Math.max(nowMs, untilMs)
  }

  const nextTickMs = (): number => (Math.floor(nowMs / TICK_MS) + 1) * TICK_MS

  async function acknowledged(): Promise<void> {
    await Promise.all(waiting.splice(0))
  }

  /** Every device says hello, and again what the server does not have. */
  async function sendAgain(...some: readonly Sender[]): Promise<void> {
    for (const sender of some.length > 0 ? some : senders.values()) {
      const { nextSeq } = engine.hello(sender.identity, 'boot')
      const kept = [...sender.said].filter(([seq]) => seq >= nextSeq).sort(([a], [b]) => a - b)
      for (const [seq, frame] of kept) waiting.push(send(sender, seq, [frame]))
    }
    await acknowledged()
  }

  async function comeBack(apartMs: number): Promise<void> {
    const missed: Frame[] = []
    for (; next < frames.length && frames[next]!.arrivedMs <= nowMs; next++) missed.push(frames[next]!)
    for (const frame of missed) if (!isScan(frame)) senderOf(frame).said.set(numbers(frame), frame)
    // Nobody is let in while the server is away.
    if (missed.some(isScan)) throw new RangeError('a pass was scanned during the outage')
    for (const sender of senders.values()) {
      await pass(nowMs + apartMs)
      await sendAgain(sender)
    }
  }

  function beatAll(): void {
    for (const { identity, said } of senders.values())
      waiting.push(
        engine.beat(identity, { boot: 'boot', lastSeq: Math.max(0, ...said.keys()), capturedMs: now() - 2_500 }),
      )
  }

  async function crash(downMs: number, tamper?: (dir: string) => Promise<void>): Promise<void> {
    const after = join(home, String(++folders))
    const lost = waiting
    waiting = []
    // What the disk has at this instant, with writes under way.
    await snapshot(log.dir, join(after, encodeURIComponent(store.layout.id)))
    await Promise.allSettled(lost)
    await engine.close()
    nowMs += downMs
    await tamper?.(join(after, encodeURIComponent(store.layout.id)))
    await start(after)
  }

  /** How long the power is away that would be so for `downMs`. */
  function awayMs(downMs: number): number {
    const shown = frames.slice(next).find(isScan)?.arrivedMs ?? Infinity
    return Math.min(downMs, Math.max(0, shown - nowMs))
  }

  async function crashWriting(downMs: number, share: number): Promise<void> {
    await acknowledged()
    const durable = await sizesIn(log.dir)
    const after = join(home, String(++folders))
    isHeard = false
    for (const untilMs = nextTickMs(); next < frames.length; next++) {
      const frame = frames[next]!
      // Whoever shows a pass to a server that dies is not let in, and these people would walk on.
      if (frame.arrivedMs >= untilMs || isScan(frame)) break
      nowMs = Math.max(nowMs, frame.arrivedMs)
      say(frame)
    }
    await acknowledged()
    const dir = join(after, encodeURIComponent(store.layout.id))
    await snapshot(log.dir, dir)
    await cutBack(dir, durable, share)
    await engine.close()
    isHeard = true
    nowMs += awayMs(downMs)
    await start(after)
    await sendAgain()
  }

  return {
    play,
    async crash(downMs, tamper) {
      await crash(awayMs(downMs), tamper)
      await sendAgain()
    },
    crashWriting,
    async outage(downMs, apartMs) {
      await crash(downMs)
      await comeBack(apartMs)
    },
    async restart() {
      await acknowledged()
      await engine.close()
      const dir = log.dir
      await start(join(dir, '..'))
      await sendAgain()
    },
    takenIn: acknowledged,
    async rest() {
      await pass(nowMs + 90_000)
      await acknowledged()
    },
    bills: () => billsOf(events),
    get engine() {
      return engine
    },
    events,
    get starts() {
      return starts
    },
    lastsMs: frames.at(-1)!.arrivedMs,
    async close() {
      await acknowledged()
      await engine.close()
      await rm(home, { recursive: true })
    },
  }
}

const isScan = (frame: Frame): boolean => frame.kind === 'gate' && frame.event === 'scan'

function billsOf(events: readonly StoreEvent[]): Bill[] {
  const visits = new Map(
    events.flatMap((event) => (event.type === 'visit-changed' ? [[event.visit.id, event.visit]] : [])),
  )
  return [...visits.values()]
    .map(({ shopper, status, basket: { lines, unresolved } }) => ({ shopper, status, lines, unresolved }))
    .sort((a, b) => (a.shopper < b.shopper ? -1 : 1))
}

/** What came later is copied first: no file has lines that are missing in the one before it. */
async function snapshot(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  // What is renamed or deleted just now is not there at this instant.
  for (const name of (await readdir(from)).sort().toReversed())
    await copyFile(join(from, name), join(to, name)).catch(() => undefined)
}

/** By name; names sort as what is in them was written. */
async function sizesIn(dir: string): Promise<ReadonlyMap<string, number>> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.jsonl')).sort()
  return new Map(await Promise.all(names.map(async (name) => [name, (await stat(join(dir, name))).size] as const)))
}

/** Leaves a share of what was written since the files had these sizes. */
async function cutBack(dir: string, durable: ReadonlyMap<string, number>, share: number): Promise<void> {
  const fresh = [...(await sizesIn(dir))].map(([name, size]) => ({ name, before: durable.get(name) ?? 0, size }))
  let left = Math.floor(share * fresh.reduce((all, { before, size }) => all + size - before, 0))
  for (const { name, before, size } of fresh) {
    const kept = Math.min(left, size - before)
    left -= kept
    if (before + kept === 0) await rm(join(dir, name))
    else await truncate(join(dir, name), before + kept)
  }
}

/** The wire form of hardware: without `at`, `device` and `seq`, in Unix time. */
export function onTheWire(frame: Frame): Record<string, unknown> {
  const { at: _, device: __, seq: ___, ...message } = encodeMessage(frame)
  return { ...message, t: message.t + EPOCH_MS }
}

/** The simulator's gates number scans, too; a live gate leaves them to the server. */
function numbersOf(frames: readonly Frame[]): (frame: Frame) => number {
  const crossings = new Map<string, number[]>()
  for (const frame of frames) {
    if (frame.kind !== 'gate' || frame.event === 'scan') continue
    const seqs = crossings.get(frame.device) ?? []
    if (!seqs.includes(frame.seq)) seqs.push(frame.seq)
    crossings.set(frame.device, seqs)
  }
  for (const seqs of crossings.values()) seqs.sort((a, b) => a - b)
  return ({ kind, device, seq }) => (kind === 'gate' ? crossings.get(device)!.indexOf(seq) + 1 : seq)
}

/** What a replay of a trace comes to. */
export async function replayed(text: AsyncIterable<string>, store: StoreFolder = cornerShop) {
  const { header, batches } = await readTrace(bytesOf(text), 'export')
  const engine = createEngine(store, { inside: header.inside })
  let frames = 0
  for await (const batch of batches)
    for (const { frame } of batch) {
      engine.take(frame)
      frames++
    }
  engine.finish()
  return {
    frames,
    receipts: engine.receipts().map(({ shopper, lines, unresolved }) => ({
      shopper,
      lines: lines.map(({ gtin, quantity, confidence }) => ({ gtin, quantity, confidence })),
      unresolved: unresolved.map(({ gtins, quantity, reason }) => ({ gtins, quantity, reason })),
    })),
  }
}

async function* bytesOf(text: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const part of text) yield Buffer.from(part)
}
