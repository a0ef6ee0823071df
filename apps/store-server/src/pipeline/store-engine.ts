import type { DeviceHeartbeat, DeviceWelcome } from '@store/contract/device.ts'
import type { GateScan } from '@store/device-protocol/frame.ts'
import type { Receipt } from '@store/engine/receipt.ts'
import type { SilentPlates, StoreModel } from '@store/fusion/fusion.ts'
import { assert } from '@store/kernel/assert.ts'
import { defineFault, Fault } from '@store/kernel/fault.ts'
import { inTurns } from '../workers/in-turn.ts'
import { checkpointFiles } from './checkpoint-file.ts'
import type { Standing } from './device-boots.ts'
import { deviceSpeech, type DeviceIdentity } from './device-speech.ts'
import { deviceWatch } from './device-watch.ts'
import type { FrameLog } from './frame-log.ts'
import { lineOf, type LoggedFrame } from './log-line.ts'
import { breathe, pace } from './pace.ts'
import { rebuildStore, writeSpoken, writeState } from './rebuild.ts'
import { neededFrom } from './recovery.ts'
import type { RunOpening } from './run-opening.ts'
import { stateFingerprint } from './state-fingerprint.ts'
import { storeRun, type StoreRun } from './store-run.ts'
import type { DeviceHealth, StoreEvent } from './store-event.ts'
import { thinLog } from './thin-log.ts'
import { thinPolicy, type ThinPolicy } from './thinning.ts'
import { exportTrace, type TraceRange } from './trace-export.ts'
import {
  weighAnew,
  weighAnewPolicy,
  type WeighAnewOptions,
  type WeighAnewPolicy,
  type WeighedAnew,
} from './weigh-anew.ts'
import { isOpen, visitPolicy, type VisitPolicy, type VisitRecord } from './visit-register.ts'

/**
 * One store's writer: everything that devices say passes through here once, into the log, then into the engine, in one
 * order. On start it is rebuilt from what was written down of it last, and the log since.
 */
export interface StoreEngine {
  hello(device: DeviceIdentity, boot: string): DeviceWelcome
  /** Resolves once all of it is durable and has been taken in. Throws a Fault for what this device may not say. */
  accept(device: DeviceIdentity, batch: DeviceMessages): Promise<Standing>
  beat(device: DeviceIdentity, beat: DeviceHeartbeat): Promise<Standing>
  /** What the entry gate asks, and tells. */
  readonly visits: StoreVisits
  /** Time passed: what was waited for is given up, and at a quiet point a new run begins. To be called every second or so. */
  tick(): void
  onEvent(listener: (event: StoreEvent) => void): () => void
  /** All that happened until now, told to a listener that came late. */
  current(): { readonly visits: readonly VisitRecord[]; readonly stock: Readonly<Record<string, number>> }
  /** With its evidence. Only of the run that is going on. */
  receiptOf(visitId: string): Receipt | undefined
  health(): DeviceHealth[]
  /** Plates that say nothing of what lies on them, though their gondola speaks. */
  silentPlates(): readonly SilentPlates[]
  /** What a visit that is over is believed to have taken by now; see there. One at a time. */
  weighAnew(visitId: string, charged: WeighAnewOptions['charged']): Promise<WeighedAnew | undefined>
  exportTrace(range: TraceRange): AsyncIterable<string>
  /** Writes down what the store is like, so that the next start reads only what was said since. */
  checkpoint(): Promise<void>
  /** Deletes and thins what need not be kept whole of the log. To be called at the start, and every hour or so. */
  tidy(): Promise<Tidied>
  /** Where its frame log lies. */
  readonly logDir: string
  /** Why nothing can be acknowledged any more, if so. */
  readonly failure: Error | undefined
  readonly counts: StoreCounts
  close(): Promise<void>
}

export interface Tidied {
  /** Of what was deleted, and of what was thinned and packed. */
  readonly freedBytes: number
  readonly thinnedBytes: number
}

export interface StoreCounts {
  readonly messages: number
  readonly repeated: number
  readonly refused: number
  readonly lost: number
  /** Read back from the log at the start. */
  readonly rebuiltMessages: number
  readonly checkpoints: number
}

export interface DeviceMessages {
  readonly boot: string
  readonly from: number
  readonly messages: readonly Readonly<Record<string, unknown>>[]
  /** Where the device has begun to drop what it kept: nothing before this will come any more. */
  readonly oldest?: number | undefined
}

export interface StoreVisits {
  isOpen(shopper: string): boolean
  peopleInside(): number
  nextVisitId(shopper: string, nowMs: number): string
  open(visit: {
    readonly visitId: string
    readonly gateId: string
    readonly shopper: string
    readonly party: number
    readonly nowMs: number
  }): Promise<void>
}

export interface StoreEngineOptions {
  readonly store: StoreModel
  readonly log: FrameLog
  readonly now: () => number
  readonly policy?: PipelinePolicy
  /** Already there while the store is rebuilt. */
  readonly listeners?: readonly ((event: StoreEvent) => void)[]
  /** Whether the money of a visit that is over needs nothing more from here. */
  readonly isSettled?: (visitId: string) => boolean
  /** A listener failed, or what is done for later only; the store goes on. */
  readonly troubled?: (error: unknown) => void
}

export interface PipelinePolicy {
  readonly visits: VisitPolicy
  /** A missing message is asked for, and waited for this long. Longer than a reconnect takes. */
  readonly giveUpMs: number
  /** At a quiet point a new run begins if the one that goes on is this old: a start then reads at most so much back. */
  readonly runMs: number
  /** Nobody inside and nothing stirred for this long is quiet: longer than the longest disturbance of a shelf and any wait. */
  readonly quietMs: number
  readonly thinning: ThinPolicy
  /** What the store is like is written down so often. */
  readonly checkpointMs: number
  /** A visit whose money is not settled keeps its frames from being deleted for no longer than this. */
  readonly unsettledMs: number
  /** A visit that is over and settled is forgotten after this: long after its receipt is stored. */
  readonly keepEndedMs: number
  /** What heartbeats said of silence is written into the log no more often than this. */
  readonly heardMs: number
  readonly weighAnew: WeighAnewPolicy
  /** What is due is decided for so long at a stretch; then whatever else was asked has its turn. */
  readonly decideForMs: number
  /** An export begins with its run, unless that is longer ago: then as far back as those who were about had come in. */
  readonly wholeRunMs: number
}

export const pipelinePolicy: PipelinePolicy = {
  visits: visitPolicy,
  giveUpMs: 10_000,
  runMs: 3_600_000,
  quietMs: 60_000,
  thinning: thinPolicy,
  checkpointMs: 120_000,
  unsettledMs: 3 * 24 * 3_600_000,
  keepEndedMs: 3_600_000,
  heardMs: 1_000,
  weighAnew: weighAnewPolicy,
  decideForMs: 25,
  wholeRunMs: 7_200_000,
}

export const AnotherStore = defineFault(
  'device.another-store',
  'refused',
  (d: { device: string; its: string; ours: string }) =>
    `Device ${d.device} belongs to store ${d.its}, and this is ${d.ours}; point it at its own store's server.`,
)

/** Passes are scanned at the server's word, so the server is a device of its own in the log. */
const SCANS = 'server'

interface Pending {
  /** Written as lines; none for a heartbeat, which only waits for its turn. */
  readonly logged: readonly LoggedFrame[]
  taken(): void
}

export async function openStoreEngine(options: StoreEngineOptions): Promise<StoreEngine> {
  const { store, log, now, policy = pipelinePolicy } = options
  const storeId = store.layout.id
  const speech = deviceSpeech(store.layout)
  const watch = deviceWatch()
  const listeners = new Set(options.listeners ?? [])
  const files = checkpointFiles(log.dir)
  const fingerprint = stateFingerprint(store, policy)
  const isSettled = options.isSettled ?? (() => true)
  const troubled = options.troubled ?? (() => undefined)
  const pacing = pace(policy.decideForMs, troubled)
  const { mayGoOn } = pacing
  const rebuilt = await rebuildStore({ store, log, files, fingerprint, policy, tell, mayGoOn, troubled })
  const { boots, streams, messages: rebuiltMessages } = rebuilt
  const counts = { messages: 0, repeated: 0, refused: 0, lost: 0, rebuiltMessages, checkpoints: 0 }
  let { run, startedMs, stamped } = rebuilt
  let pending: Pending[] = []
  let visitsNamed = 0
  let checkpointMs = now()
  let writtenSince = rebuiltMessages
  let checkpointing: Promise<void> | undefined
  let tidying: Promise<Tidied> | undefined
  let heardMs = 0
  const heard = new Map<string, number>()
  const weighing = inTurns()

  tell({ type: 'caught-up', atMs: now(), isReplay: false })

  function tell(event: StoreEvent): void {
    for (const listener of listeners) {
      try {
        listener(event)
      } catch (error) {
        troubled(error)
      }
    }
  }

  /** Arrival never runs backwards, whatever the clock does: waits are measured by it. */
  function arrival(): number {
    stamped = Math.max(stamped, now() - startedMs)
    return stamped
  }

  /** Into the log, then into the engine, in the order of the calls: a later call never overtakes an earlier one. */
  async function write(logged: readonly LoggedFrame[], taken: () => void = () => undefined): Promise<void> {
    const one: Pending = { logged: withNews(logged), taken }
    const into = run
    pending.push(one)
    writtenSince += logged.length
    await log.append(one.logged.map(lineOf))
    takeIn(one, into)
  }

  /** Everything before it is durable, too; whichever call wakes first takes all of it in. */
  function takeIn(one: Pending, into: StoreRun): void {
    pacing.begin()
    const end = pending.indexOf(one) + 1
    for (const durable of pending.splice(0, end)) {
      for (const each of durable.logged) into.take(each, false)
      durable.taken()
    }
    pacing.goOn(() => run)
  }

  /** What was accepted until now lies before the new segment, and is in the state; what comes, behind it, and is not. */
  async function checkpoint(): Promise<void> {
    checkpointMs = now()
    writtenSince = 0
    run.forget(now() - policy.keepEndedMs, isSettled)
    const spoken = writeSpoken({ boots: boots.save(), streams: streams.save(), stamped })
    const about = { fingerprint, neededMs: neededMs() }
    const into = run
    let state: Buffer | undefined
    const one: Pending = { logged: [], taken: () => (state = writeState(spoken, into)) }
    pending.push(one)
    const place = await log.beginSegment(openingNow())
    takeIn(one, into)
    assert(state, 'a checkpoint is taken in its turn')
    await files.keep(place, { about, state })
    counts.checkpoints++
  }

  function openingNow(): RunOpening {
    return { startedMs, openedMs: now(), ...boots.standing(), carried: run.carried(), inside: run.inside() }
  }

  /** Whatever was said since is needed: somebody is inside since then, or is not settled with. */
  function neededMs(): number {
    const sinceMs = now() - policy.unsettledMs
    const needed = run.visits
      .all()
      .filter((visit) => isOpen(visit) || (visit.scannedMs >= sinceMs && !isSettled(visit.id)))
    return needed.reduce((least, { scannedMs }) => Math.min(least, scannedMs), now())
  }

  async function tidied(): Promise<Tidied> {
    const needed = await neededFrom(log, files, neededMs())
    const freedBytes = await log.retain(now(), needed)
    return { freedBytes, thinnedBytes: await thinLog(log, store.layout, now(), needed, policy.thinning) }
  }

  /** One at a time; what fails is told, and tried again when the time comes. */
  function checkpointed(): Promise<void> {
    checkpointing ??= checkpoint().finally(() => (checkpointing = undefined))
    return checkpointing
  }

  function ours({ deviceId, storeId: its }: DeviceIdentity): void {
    if (its !== storeId) throw AnotherStore({ device: deviceId, its, ours: storeId })
  }

  function refusing<T>({ deviceId, kind }: DeviceIdentity, attempt: () => T): T {
    try {
      return attempt()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      counts.refused++
      watch.refused(deviceId, kind, now())
      const { code, message: reason } = error
      tell({ type: 'device-refused', device: deviceId, atMs: now(), code, reason, isReplay: false })
      throw error
    }
  }

  /** A restart must not wait again for gates that had told of their silence. */
  function withNews([first, ...others]: readonly LoggedFrame[]): readonly LoggedFrame[] {
    if (!first || heard.size === 0 || now() - heardMs < policy.heardMs) return first ? [first, ...others] : []
    heardMs = now()
    const news = Object.fromEntries(heard)
    heard.clear()
    return [{ ...first, heard: news }, ...others]
  }

  async function accept(identity: DeviceIdentity, asked: DeviceMessages): Promise<Standing> {
    const { deviceId, kind } = identity
    const { boot, from, messages, oldest } = asked
    const batch = { boot, from, count: messages.length, oldest }
    const logged = refusing(identity, () => {
      ours(identity)
      const atMs = arrival()
      return boots.fresh(deviceId, batch).map(({ index, seq, bootSeq }): LoggedFrame => {
        const frame = speech.frameOf(identity, messages[index]!, { seq, atMs }, startedMs)
        return { frame, origin: { boot, bootSeq } }
      })
    })
    // From here on it is taken: what follows may not be refused any more.
    const standing = boots.took(deviceId, batch, now())
    counts.messages += logged.length
    counts.repeated += messages.length - logged.length
    for (const { frame } of logged) {
      streams.spoke(frame)
      watch.spoke(deviceId, kind, now(), frame.arrivedMs - frame.capturedMs)
    }
    await write(logged)
    // Who is answered sends more: not before this much is decided.
    await pacing.caughtUp()
    return standing
  }

  async function beat(identity: DeviceIdentity, { boot, lastSeq, capturedMs }: DeviceHeartbeat): Promise<Standing> {
    const { deviceId, kind } = identity
    const standing = refusing(identity, () => {
      ours(identity)
      return boots.beat(deviceId, boot, lastSeq, now())
    })
    watch.spoke(deviceId, kind, now())
    const atMs = startedMs + arrival()
    await write([], () => {
      // Only when nothing is missing: else the silence is ours, and not the sensor's.
      if (standing.upTo < lastSeq) return
      const silentMs = Math.min(capturedMs, now())
      run.heard(streams.of(identity), silentMs, atMs)
      for (const stream of streams.of(identity)) heard.set(stream, silentMs - startedMs)
    })
    await pacing.caughtUp()
    return standing
  }

  const visits: StoreVisits = {
    isOpen: (shopper) => run.visits.isOpen(shopper),
    peopleInside: () => run.visits.peopleInside(),
    nextVisitId(_shopper, nowMs) {
      // Counted when named, not when begun: two who show their passes in the same millisecond wait for the bank together.
      visitsNamed = Math.max(visitsNamed, run.visits.count) + 1
      return `${storeId}/${Math.floor(nowMs)}/${visitsNamed}`
    },
    open({ visitId, gateId, shopper, party }) {
      const atMs = arrival()
      const scan: GateScan = {
        kind: 'gate',
        event: 'scan',
        device: `${SCANS}/${gateId}`,
        seq: boots.next(`${SCANS}/${gateId}`),
        arrivedMs: atMs,
        capturedMs: atMs,
        gate: gateId,
        shopper,
        party,
      }
      return write([{ frame: scan, origin: { visit: visitId } }])
    },
  }

  function tick(): void {
    const nowMs = now()
    for (const { device, lost } of boots.giveUp(nowMs)) {
      counts.lost += lost
      watch.lost(device, lost)
    }
    pacing.hurry()
    run.tick(Math.min(nowMs, takenInMs()))
    if (nowMs - startedMs >= policy.runMs && pending.length === 0 && run.isQuiet(nowMs, policy.quietMs)) renew(nowMs)
    else if (nowMs - checkpointMs >= policy.checkpointMs && writtenSince > 0) checkpointed().catch(troubled)
  }

  /** What came and is not on the disk yet came before now: nobody may be taken to be late who has spoken [PI23]. */
  function takenInMs(): number {
    const next = pending.find(({ logged }) => logged.length > 0)
    return next ? startedMs + next.logged[0]!.frame.arrivedMs : Number.POSITIVE_INFINITY
  }

  /** The engine begins anew exactly where a start would begin: what runs and what is rebuilt are the same store [PI4]. */
  function renew(nowMs: number): void {
    const carried = run.carried()
    startedMs = Math.floor(nowMs)
    const opening = { startedMs, openedMs: startedMs, boots: boots.renew(), numbers: {}, carried, inside: [] }
    stamped = 0
    heard.clear()
    checkpointMs = nowMs
    writtenSince = 0
    run = storeRun(store, opening, policy.visits, tell, undefined, pacing.mayGoOn)
    tell({ type: 'run-begun', startedMs, isReplay: false })
    // If it fails, so does every later append: nothing that was said in the new run is acknowledged.
    log.beginRun(opening).catch(troubled)
  }

  return {
    hello(identity, boot) {
      return refusing(identity, () => {
        ours(identity)
        watch.spoke(identity.deviceId, identity.kind, now())
        return { nextSeq: boots.hello(identity.deviceId, boot), serverMs: now() }
      })
    },
    accept,
    beat,
    visits,
    tick,
    onEvent(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    current: () => ({ visits: run.visits.all(), stock: run.stock() }),
    receiptOf: (visitId) => run.engine.receiptOf(run.visits.actorOfVisit(visitId) ?? ''),
    health: () => watch.health(now()),
    silentPlates: () => run.engine.silentPlates(),
    exportTrace: (range) => exportTrace({ log, storeId, range, visits: run.visits.all(), policy }),
    weighAnew: (visitId, charged) => weighing('', () => weighAnew({ store, log, visitId, charged, policy, breathe })),
    checkpoint: checkpointed,
    tidy() {
      tidying ??= tidied().finally(() => (tidying = undefined))
      return tidying
    },
    logDir: log.dir,
    get failure() {
      return log.failure
    },
    get counts() {
      return { ...counts }
    },
    async close() {
      await log.append([]).catch(() => undefined)
      await pacing.caughtUp()
      await checkpointing?.catch(() => undefined)
      if (writtenSince > 0 && !log.failure) await checkpointed().catch(troubled)
      await log.close()
    },
  }
}
