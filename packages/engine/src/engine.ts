import type { Frame } from '@store/device-protocol/frame.ts'
import { fusion, fusionPolicies, type FusionEvent, type FusionPolicies, type StoreModel } from '@store/fusion/fusion.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { ingestPolicy, type IngestPolicy } from './ingest-policy.ts'
import type { Receipt } from './receipt.ts'
import { resequencer, type Resequencer } from './resequence.ts'
import { visitBook, type VisitChange } from './visit-book.ts'
import { watermark } from './watermark.ts'

/** What the engine came to know, in the order of its becoming known. */
export type EngineEvent = FusionEvent | VisitChange

/**
 * One store's machine: frames go in as they arrive, what was believed and decided comes out. It reads no clock: time is
 * what the frames say. The same frames give the same answers, in whatever order they arrive within the policy's waits.
 */
export interface Engine {
  /** Throws `FrameRefused` for a frame of a device that this store does not have. */
  take(frame: Frame): EngineEvent[]
  /** The trace ends: what is still open is closed as it is believed now. */
  finish(): EngineEvent[]
  /** Everybody who was admitted so far, in the order of their coming. */
  receipts(): Receipt[]
  readonly counts: EngineCounts
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
}

export const FrameRefused = defineFault(
  'engine.frame-refused',
  'refused',
  (d: { device: string; reason: string; advice: string }) => `device ${d.device}: ${d.reason}; ${d.advice}`,
)

export function createEngine(store: StoreModel, options: EngineOptions = {}): Engine {
  const policy = options.ingest ?? ingestPolicy
  const believing = fusion(store, options.policies ?? fusionPolicies)
  const mark = watermark(store.layout, policy)
  const devices = new Map<string, Resequencer>()
  const waiting = new Set<Resequencer>()
  const evidence = new Map<string, ChangeEvidence>()
  const book = visitBook(believing, (id) => evidence.get(id))
  const gondolas = new Set(store.layout.gondolas.map(({ id }) => id))
  const gates = new Set(store.layout.gates.map(({ id }) => id))
  let nowMs = Number.NEGATIVE_INFINITY
  let frames = 0
  let changes = 0

  const early: EngineEvent[] = (options.inside ?? []).flatMap(({ shopper, track }) =>
    told(believing.inside(shopper, track)),
  )

  function take(frame: Frame): EngineEvent[] {
    belongs(frame)
    frames++
    nowMs = Math.max(nowMs, frame.arrivedMs)
    const device = deviceOf(frame.device)
    for (const next of device.take(frame, nowMs)) pass(next)
    if (device.isWaiting) waiting.add(device)
    for (const late of waiting) {
      for (const next of late.wait(nowMs)) pass(next)
      if (!late.isWaiting) waiting.delete(late)
    }
    const untilMs = mark.at(nowMs)
    const events = told(believing.advance(untilMs))
    return [...early.splice(0), ...events, ...book.settle(() => Math.min(untilMs, believing.undecidedSince(untilMs)))]
  }

  function finish(): EngineEvent[] {
    for (const device of devices.values()) for (const next of device.finish()) pass(next)
    const events = told(believing.finish())
    return [...early.splice(0), ...events, ...book.close()]
  }

  function pass(frame: Frame): void {
    believing.take(frame)
    mark.passed(frame)
  }

  function deviceOf(name: string): Resequencer {
    const known = devices.get(name)
    if (known) return known
    const fresh = resequencer(policy.gapMs)
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
    receipts: () => book.receipts(),
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
  }
}
