import type { DeviceHeartbeat, DeviceWelcome } from '@store/contract/device.ts'
import type { GateScan } from '@store/device-protocol/frame.ts'
import type { Receipt } from '@store/engine/receipt.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import { defineFault, Fault } from '@store/kernel/fault.ts'
import { deviceBoots, type Standing } from './device-boots.ts'
import { deviceSpeech, type DeviceIdentity } from './device-speech.ts'
import { deviceStreams } from './device-streams.ts'
import { deviceWatch } from './device-watch.ts'
import type { FrameLog } from './frame-log.ts'
import { lineOf, readLine, type LoggedFrame } from './log-line.ts'
import { storeRun } from './store-run.ts'
import type { DeviceHealth, StoreEvent } from './store-event.ts'
import { exportTrace, type TraceRange } from './trace-export.ts'
import { visitPolicy, type VisitPolicy, type VisitRecord } from './visit-register.ts'

/**
 * One store's writer: everything that devices say passes through here once, into the log, then into the engine, in one
 * order. On start it is rebuilt from the last quiet point and the log since.
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
  exportTrace(range: TraceRange): AsyncIterable<string>
  /** Why nothing can be acknowledged any more, if so. */
  readonly failure: Error | undefined
  readonly counts: StoreCounts
  close(): Promise<void>
}

export interface StoreCounts {
  readonly messages: number
  readonly repeated: number
  readonly refused: number
  readonly lost: number
  readonly rebuiltMessages: number
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
  /** A listener failed; the store goes on. */
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
}

export const pipelinePolicy: PipelinePolicy = {
  visits: visitPolicy,
  giveUpMs: 10_000,
  runMs: 3_600_000,
  quietMs: 60_000,
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
  const streams = deviceStreams(store.layout)
  const counts = { messages: 0, repeated: 0, refused: 0, lost: 0, rebuiltMessages: 0 }
  let { startedMs } = log.run.opening
  const boots = deviceBoots(policy.giveUpMs, log.run.opening.boots)
  let run = storeRun(store, log.run.opening, policy.visits, tell)
  let pending: Pending[] = []
  let stamped = 0
  let visitsNamed = 0

  await rebuild()

  function tell(event: StoreEvent): void {
    for (const listener of listeners) {
      try {
        listener(event)
      } catch (error) {
        options.troubled?.(error)
      }
    }
  }

  async function rebuild(): Promise<void> {
    for await (const lines of log.lines(log.run.number)) {
      for (const line of lines) {
        const logged = readLine(line)
        const { device, seq, arrivedMs } = logged.frame
        if ('boot' in logged.origin) boots.restore(device, seq, logged.origin.boot, logged.origin.bootSeq)
        else boots.next(device)
        stamped = Math.max(stamped, arrivedMs)
        streams.spoke(logged.frame)
        run.take(logged, true)
        counts.rebuiltMessages++
      }
    }
    tell({ type: 'caught-up', atMs: now(), isReplay: false })
  }

  /** Arrival never runs backwards, whatever the clock does: waits are measured by it. */
  function arrival(): number {
    stamped = Math.max(stamped, now() - startedMs)
    return stamped
  }

  /** Into the log, then into the engine, in the order of the calls: a later call never overtakes an earlier one. */
  async function write(logged: readonly LoggedFrame[], taken: () => void = () => undefined): Promise<void> {
    const one: Pending = { logged, taken }
    const into = run
    pending.push(one)
    await log.append(logged.map(lineOf))
    // Everything before it is durable, too; whichever call wakes first takes all of it in.
    const end = pending.indexOf(one) + 1
    for (const durable of pending.splice(0, end)) {
      for (const each of durable.logged) into.take(each, false)
      durable.taken()
    }
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
    return standing
  }

  async function beat(identity: DeviceIdentity, { boot, lastSeq, capturedMs }: DeviceHeartbeat): Promise<Standing> {
    const { deviceId, kind } = identity
    const standing = refusing(identity, () => {
      ours(identity)
      return boots.beat(deviceId, boot, lastSeq, now())
    })
    watch.spoke(deviceId, kind, now())
    await write([], () => {
      // Only when nothing is missing: else the silence is ours, and not the sensor's.
      if (standing.upTo >= lastSeq) run.heard(streams.of(identity), Math.min(capturedMs, now()), now())
    })
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
    run.tick(nowMs)
    if (nowMs - startedMs >= policy.runMs && pending.length === 0 && run.isQuiet(nowMs, policy.quietMs)) renew(nowMs)
  }

  /** The engine begins anew exactly where a start would begin: what runs and what is rebuilt are the same store [PI4]. */
  function renew(nowMs: number): void {
    const carried = { visits: run.visits.count, stock: run.stock() }
    const opening = { startedMs: Math.floor(nowMs), boots: boots.renew(), carried }
    startedMs = opening.startedMs
    stamped = 0
    run = storeRun(store, opening, policy.visits, tell)
    tell({ type: 'run-begun', startedMs, isReplay: false })
    // If it fails, so does every later append: nothing that was said in the new run is acknowledged.
    log.beginRun(opening).catch((error: unknown) => options.troubled?.(error))
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
    exportTrace: (range) => exportTrace({ log, storeId, range, visits: run.visits.all() }),
    get failure() {
      return log.failure
    },
    get counts() {
      return { ...counts }
    },
    async close() {
      await log.append([]).catch(() => undefined)
      await log.close()
    },
  }
}
