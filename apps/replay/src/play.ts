import { createEngine, FrameRefused, type Engine, type EngineEvent } from '@store/engine/engine.ts'
import type { Receipt } from '@store/engine/receipt.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import { unitWeights, type WeightFinding } from '@store/fusion/unit-weights.ts'
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import { openTraceFile } from '@store/trace/open-trace.ts'
import type { TraceHeader, TraceLine } from '@store/trace/read-trace.ts'
import { TraceRefused } from '@store/trace/trace-refused.ts'
import { storeOfTrace } from './store-of-trace.ts'

/** One trace, played to its end. */
export interface Played {
  readonly path: string
  readonly header: TraceHeader
  readonly store: StoreFolder
  readonly receipts: readonly Receipt[]
  /** Who a person was before a pass made them known: evidence keeps the name of its time. */
  readonly knownAs: ReadonlyMap<string, string>
  /** Every change in which something may have been put down: what was taken before may be less sure after it. */
  readonly puts: readonly ChangeEvidence[]
  /** Articles that did not weigh what the store's master data says. */
  readonly weights: readonly WeightFinding[]
  /** From the first capture to the last. */
  readonly traceMs: number
  readonly wallMs: number
}

/** Told how far it came, as often as the bytes come. */
export type Watching = (name: string, traceMs: number) => void

/** Plays a trace through the engine as fast as it can. Throws `TraceRefused`, with the line, for what cannot be used. */
export async function play(path: string, storeDir: string | undefined, watching?: Watching): Promise<Played> {
  const startedMs = performance.now()
  const { header, batches } = await openTraceFile(path)
  const store = await storeOfTrace(header, path, storeDir)
  const engine = createEngine(store, { inside: header.inside })
  const memory = createMemory(store)
  const span = createSpan()
  for await (const batch of batches) {
    for (const line of batch) {
      memory.keep(take(engine, line, path))
      span.add(line.frame.capturedMs)
    }
    watching?.(header.name, span.lengthMs)
  }
  memory.keep(engine.finish())
  const receipts = engine.receipts()
  const { knownAs, puts } = memory
  const weights = memory.weights.findings()
  return {
    path,
    header,
    store,
    receipts,
    knownAs,
    puts,
    weights,
    traceMs: span.lengthMs,
    wallMs: performance.now() - startedMs,
  }
}

function take(engine: Engine, { line, frame }: TraceLine, path: string): readonly EngineEvent[] {
  try {
    return engine.take(frame)
  } catch (error) {
    if (!FrameRefused.is(error)) throw error
    const { device, reason, advice } = error.detail
    const told = `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`
    throw TraceRefused({ source: path, line, reason: `device ${device}: ${reason}`, advice: told }, error)
  }
}

/** Of all that the engine said, what a report needs and a receipt does not carry. */
function createMemory({ catalog }: StoreFolder) {
  const weights = unitWeights(catalog)
  const knownAs = new Map<string, string>()
  const puts: ChangeEvidence[] = []
  return {
    knownAs,
    puts,
    weights,
    keep(events: readonly EngineEvent[]): void {
      for (const event of events) {
        if (event.type === 'identified') knownAs.set(event.wasActor, event.actor)
        if (event.type !== 'believed') continue
        weights.hear(event.evidence)
        if (mayBePut(event.evidence)) puts.push(event.evidence)
      }
    },
  }
}

const mayBePut = ({ considered }: ChangeEvidence): boolean =>
  considered.some(({ acts }) => acts.some(({ action }) => action === 'put-back' || action === 'misplaced'))

function createSpan() {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  return {
    add(atMs: number): void {
      if (atMs < first) first = atMs
      if (atMs > last) last = atMs
    },
    get lengthMs() {
      return last > first ? last - first : 0
    },
  }
}
