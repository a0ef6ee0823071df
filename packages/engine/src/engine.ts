import type { Frame } from '@store/device-protocol/frame.ts'
import {
  fusion,
  fusionPolicies,
  type FusionEvent,
  type FusionPolicies,
  type FusionState,
  type SilentPlates,
  type StoreModel,
} from '@store/fusion/fusion.ts'
import type { BelievedBasket } from '@store/fusion/basket.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { Stray } from '@store/fusion/world.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import { hearing, type HearingState } from './hearing.ts'
import { ingestPolicy, type IngestPolicy } from './ingest-policy.ts'
import type { Receipt } from './receipt.ts'
import { resequencer, type Resequencer, type ResequencerState } from './resequence.ts'
import { type DecidedLine, visitBook, type VisitBookState, type VisitChange } from './visit-book.ts'
import { streamOf, watermark, type Watermark } from './watermark.ts'

/** What the engine came to know, in the order of its becoming known. */
export type EngineEvent = FusionEvent | VisitChange

/**
 * One store's machine: frames go in as they arrive, what was believed and decided comes out. It reads no clock: time is
 * what the frames say. The same frames give the same answers, in whatever order they arrive within the policy's waits.
 */
export interface Engine extends Stateful<EngineState> {
  /**
   * Throws `FrameRefused` for a frame of a device that this store does not have. `leftOut`: so many frames of its device
   * right before it were thinned out of the log, and are not waited for.
   */
  take(frame: Frame, leftOut?: number): EngineEvent[]
  /** The trace ends: what is still open is closed as it is believed now. */
  finish(): EngineEvent[]
  /**
   * `stream` (`weight/<gondola>`, `tracks/<device>`, `gate/<gate>`, `rfid/<gate>`) captured nothing before `capturedMs`
   * that was not taken: a silent gate then holds nobody up.
   */
  heard(stream: string, capturedMs: number, nowMs: number): EngineEvent[]
  /** Time passed and nobody spoke: what was waited for long enough is given up. */
  tick(nowMs: number): EngineEvent[]
  /** Goes on where `mayGoOn` had said no. */
  catchUp(): EngineEvent[]
  /** There is more to decide of what was taken in: `mayGoOn` said no. */
  readonly isBehind: boolean
  /** How late it is for whoever waits for something: earlier than `nowMs` while the store hears nobody [EN27]. */
  patientMs(nowMs: number): number
  /** Seals one visit as it is believed now: its owner went unseen, or stayed past every deadline. */
  close(sessionId: string, atMs: number): EngineEvent[]
  /** No visit is open, no shelf is disturbed, no change waits to be decided, no frame is held back behind a gap. */
  isQuiet(): boolean
  /** Whose a track is, now: a visit's session, somebody without a pass, or nobody yet. */
  actorOfTrack(track: string): string | undefined
  /** What lies where it does not belong, as is most likely. */
  astray(): readonly Stray[]
  /** Plates that say nothing of what lies on them: dead, stuck, saturated, or without samples. */
  silentPlates(): readonly SilentPlates[]
  /** How an actor is in the store now: by which track, if they are seen; `undefined` for who did not come in, or left. */
  insideAs(actor: string): { readonly track?: string } | undefined
  /** Everybody who was admitted so far, in the order of their coming. */
  receipts(): Receipt[]
  /**
   * What one visit is believed to have taken by now, with all that was learnt since it was sealed. Only of a visit whose
   * basket was not decided (`decidedAs`): else its receipt has been taken for granted since.
   */
  beliefOf(sessionId: string): BelievedBasket
  /** What one visit comes to; `undefined` for one that does not exist or never came in. */
  receiptOf(sessionId: string): Receipt | undefined
  readonly counts: EngineCounts
}

/** Everything that an engine remembers [EN18]. */
export interface EngineState {
  readonly devices: ReadonlyMap<string, ResequencerState>
  readonly mark: ReturnType<Watermark['save']>
  readonly ear: HearingState
  readonly believing: FusionState
  readonly evidence: ReadonlyMap<string, ChangeEvidence>
  readonly book: VisitBookState
  readonly early: readonly EngineEvent[]
  readonly nowMs: number
  readonly firstMs: number
  readonly lastMs: number
  readonly sealedMs: number | undefined
  readonly frames: number
  readonly changes: number
}

export interface EngineCounts {
  readonly frames: number
  readonly repeated: number
  readonly lost: number
  readonly changes: number
  readonly worlds: number
  /** Belief given up to stay within bounds, summed over all cuts. */
  readonly cutOff: number
}

export interface EngineOptions {
  /** Who was in the store before the first frame. */
  readonly inside?: readonly { readonly shopper: string; readonly track?: string | undefined }[]
  readonly ingest?: IngestPolicy
  readonly policies?: FusionPolicies
  /** A visit is forgotten when it has been over for this long, and so is the evidence of that time [EN19]; else never. */
  readonly rememberMs?: number
  /** What lay where it does not belong before the first frame. */
  readonly astray?: readonly Stray[]
  /**
   * What was decided about a visit when it was sealed, for an engine that weighs the past anew: later beliefs take these
   * lines for granted, instead of what this engine would charge [EN25]. `undefined`: as it would.
   */
  readonly decidedAs?: (sessionId: string) => readonly DecidedLine[] | undefined
  /**
   * Asked before each step of capture time is decided; where it says no, the rest waits for the next call of anything. So
   * much may be due at once that whoever runs the engine has to breathe in between. Always, where it is not given.
   */
  readonly mayGoOn?: () => boolean
  /** How far each device had counted before the first frame; what it said until then is not waited for. */
  readonly counted?: Readonly<Record<string, number>>
}

export const FrameRefused = defineFault(
  'engine.frame-refused',
  'refused',
  (d: { device: string; reason: string; advice: string }) => `device ${d.device}: ${d.reason}; ${d.advice}`,
)

const isScan = (frame: Frame): boolean => frame.kind === 'gate' && frame.event === 'scan'

/** Who is long gone is walked over this seldom, at round instants of capture time. */
const FORGET_EVERY_MS = 60_000

/** What a reader at the exit tells may still come of a change that nobody seems to hold anything of. */
const RECENT_MS = 1_800_000

export function createEngine(store: StoreModel, options: EngineOptions = {}): Engine {
  const policy = options.ingest ?? ingestPolicy
  const believing = fusion(store, options.policies ?? fusionPolicies, options.astray)
  const mark = watermark(store.layout, policy)
  const ear = hearing(policy.hearing)
  const devices = new Map<string, Resequencer>()
  const waiting = new Set<Resequencer>()
  const evidence = new Map<string, ChangeEvidence>()
  const book = visitBook(believing, (id) => evidence.get(id), options.decidedAs)
  const gondolas = new Set(store.layout.gondolas.map(({ id }) => id))
  const gates = new Set(store.layout.gates.map(({ id }) => id))
  const none: Frame[] = []
  let nowMs = Number.NEGATIVE_INFINITY
  let firstMs = Number.POSITIVE_INFINITY
  let lastMs = Number.NEGATIVE_INFINITY
  /** Everything captured by then is decided, and whoever could be sealed then is. */
  let sealedMs: number | undefined
  const rememberMs = options.rememberMs ?? Number.POSITIVE_INFINITY
  const mayGoOn = options.mayGoOn ?? (() => true)
  let isBehind = false
  let frames = 0
  let changes = 0

  const early: EngineEvent[] = (options.inside ?? []).flatMap(({ shopper, track }) =>
    told(believing.inside(shopper, track)),
  )

  function take(frame: Frame, leftOut?: number): EngineEvent[] {
    belongs(frame)
    frames++
    // What had been waited for long enough when this frame came is given up without it, whether a clock ticked or not.
    const overdue = frame.arrivedMs > nowMs && frames > 1 ? tick(frame.arrivedMs) : []
    nowMs = Math.max(nowMs, frame.arrivedMs)
    // A scan is the server's own word: it may well be given while no device is heard.
    if (!isScan(frame)) ear.spoke(nowMs)
    const device = deviceOf(frame.device)
    for (const next of device.take(frame, nowMs, leftOut)) pass(next)
    if (device.held) waiting.add(device)
    overdue.push(...advance())
    return overdue
  }

  function tick(atMs: number): EngineEvent[] {
    nowMs = Math.max(nowMs, atMs)
    return advance()
  }

  function advance(): EngineEvent[] {
    const patientMs = ear.patientMs(nowMs)
    for (const late of waiting) {
      for (const next of late.wait(patientMs)) pass(next)
      if (!late.held) waiting.delete(late)
    }
    const held = waiting.size === 0 ? none : [...waiting].flatMap((late) => late.held ?? [])
    return [...early.splice(0), ...decideUntil(mark.at(patientMs, held), mayGoOn)]
  }

  function finish(): EngineEvent[] {
    for (const device of devices.values()) for (const next of device.finish()) pass(next)
    const events = [...early.splice(0), ...decideUntil(lastMs, () => true)]
    return [...events, ...told(believing.finish()), ...book.close(Math.max(0, lastMs))]
  }

  /** In steps of capture time, so that who is sealed on which evidence never depends on how much arrives at once. */
  function decideUntil(untilMs: number, mayGoOnNow: () => boolean): EngineEvent[] {
    if (!Number.isFinite(untilMs)) return []
    const everyMs = policy.sealEveryMs
    sealedMs ??= Math.floor(Math.min(firstMs, untilMs) / everyMs) * everyMs
    const events: EngineEvent[] = []
    for (isBehind = false; sealedMs + everyMs <= untilMs;) {
      isBehind = !mayGoOnNow()
      if (isBehind) break
      sealedMs += everyMs
      for (const event of told(believing.advance(sealedMs))) events.push(event)
      for (const event of book.settle(sealedMs)) events.push(event)
      if (sealedMs % FORGET_EVERY_MS < everyMs) forget(sealedMs)
    }
    return events
  }

  function forget(atMs: number): void {
    believing.forget((actor) => book.isOpen(actor) || isUndecided(actor))
    if (rememberMs === Number.POSITIVE_INFINITY) return
    const recentMs = atMs - Math.min(rememberMs, RECENT_MS)
    const openMs = book.forget(atMs - rememberMs)
    // What lies in an open basket was taken after its visit began, or is held; a sealed one has its evidence with it.
    const held = believing.changesHeld()
    for (const [id, { change }] of evidence)
      if (change.momentMs < recentMs && (change.momentMs < openMs || !held.has(id))) evidence.delete(id)
  }

  /** It is weighed on, although it is sealed. */
  const isUndecided = (actor: string): boolean => options.decidedAs?.(actor)?.length === 0

  function pass(frame: Frame): void {
    firstMs = Math.min(firstMs, frame.capturedMs)
    lastMs = Math.max(lastMs, frame.capturedMs)
    believing.take(frame)
    mark.passed(frame)
  }

  function deviceOf(name: string): Resequencer {
    const known = devices.get(name)
    if (known) return known
    const fresh = resequencer(policy.gapMs, options.counted?.[name])
    devices.set(name, fresh)
    return fresh
  }

  function told(events: readonly FusionEvent[]): EngineEvent[] {
    return events.flatMap((event) => {
      if (event.type === 'believed') {
        changes++
        evidence.set(event.evidence.change.id, event.evidence)
      }
      return [event, ...book.hear(event)]
    })
  }

  function belongs(frame: Frame): void {
    const { device } = frame
    if (frame.kind === 'weight' && !gondolas.has(frame.gondola)) {
      const reason = `it weighs gondola ${frame.gondola}, which store ${store.layout.id} does not have`
      throw FrameRefused({ device, reason, advice: `its gondolas are ${[...gondolas].join(', ')}` })
    }
    if ((frame.kind === 'gate' || frame.kind === 'rfid') && !gates.has(frame.gate)) {
      const reason = `it speaks of gate ${frame.gate}, which store ${store.layout.id} does not have`
      throw FrameRefused({ device, reason, advice: `its gates are ${[...gates].join(', ') || 'none'}` })
    }
  }

  return {
    take,
    finish,
    tick,
    heard(stream, capturedMs, atMs) {
      // What is held back behind a gap was not taken yet, whatever is known of the device.
      const isBehindGap = [...waiting].some(({ held }) => held !== undefined && streamOf(held) === stream)
      if (!isBehindGap) mark.heard(stream, capturedMs)
      ear.spoke(atMs)
      return tick(atMs)
    },
    catchUp: advance,
    get isBehind() {
      return isBehind
    },
    patientMs: (atMs) => ear.patientMs(atMs),
    close: (sessionId, atMs) => book.closeOne(sessionId, atMs),
    isQuiet: () => !isBehind && waiting.size === 0 && book.isEmpty() && believing.undecidedSince(Infinity) === Infinity,
    actorOfTrack: (track) => believing.actorOfTrack(track),
    astray: () => believing.astray(),
    silentPlates: () => believing.silentPlates(),
    insideAs: (actor) => believing.insideAs(actor),
    receipts: () => book.receipts(),
    beliefOf: (sessionId) => believing.basketOf(sessionId),
    receiptOf: (sessionId) => book.receiptOf(sessionId),
    get counts() {
      const counted = [...devices.values()].map(({ counts }) => counts)
      return {
        frames,
        repeated: counted.reduce((sum, { repeated }) => sum + repeated, 0),
        lost: counted.reduce((sum, { lost }) => sum + lost, 0),
        changes,
        ...believing.effort,
      }
    },
    save: () => ({
      devices: new Map([...devices].map(([name, device]) => [name, device.save()])),
      mark: mark.save(),
      ear: ear.save(),
      believing: believing.save(),
      evidence,
      book: book.save(),
      early,
      nowMs,
      firstMs,
      lastMs,
      sealedMs,
      frames,
      changes,
    }),
    restore(state) {
      devices.clear()
      waiting.clear()
      for (const [name, saved] of state.devices) {
        const device = deviceOf(name)
        device.restore(saved)
        if (device.held) waiting.add(device)
      }
      mark.restore(state.mark)
      ear.restore(state.ear)
      believing.restore(state.believing)
      refill(evidence, state.evidence)
      book.restore(state.book)
      early.splice(0, early.length, ...state.early)
      ;({ nowMs, firstMs, lastMs, sealedMs, frames, changes } = state)
    },
  }
}
