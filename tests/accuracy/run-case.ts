import { createEngine } from '@store/engine/engine.ts'
import type { Receipt } from '@store/engine/receipt.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import { costsChargingFrom } from '@store/fusion/charge-policy.ts'
import { fusionPolicies, type FusionPolicies } from '@store/fusion/fusion.ts'
import { baselineReceipts } from './baseline/baseline.ts'
import type { Claim } from './score/calibration.ts'
import { claimsOf } from './score/claims.ts'
import { outcomeOf, type Outcome } from './score/outcome.ts'
import type { Material } from './suites/suite.ts'

/** One trace, played by both. Everything but `cost` is the same in every run. */
export interface CaseResult {
  readonly suite: string
  readonly seed: number
  readonly name: string
  readonly quality: string
  readonly shoppers: number
  readonly gondolas: number
  readonly ours: Outcome
  readonly baseline: Outcome
  readonly claims: readonly Claim[]
  /** Whether the receipts are those of the clean run; absent where there is none. */
  readonly isAsClean?: boolean
  /** Belief that was given up to stay within bounds. */
  readonly cutOff: number
  /** The same trace under other charging thresholds; only where a curve is asked for. */
  readonly curve: readonly CurvePoint[]
  readonly cost: Cost
}

export interface CurvePoint {
  readonly chargeFrom: number
  readonly taken: number
  readonly charged: number
  readonly wrong: number
  readonly inReview: number
  readonly missed: number
}

export interface Cost {
  readonly traceMs: number
  /** Of one core, frames in memory. */
  readonly oursCpuMs: number
  readonly baselineCpuMs: number
  /** What our engine still holds after the last frame, bytes; only where garbage can be collected first. */
  readonly keptBytes?: number
}

export interface CaseOptions {
  readonly thresholds: readonly number[]
  readonly policies?: FusionPolicies
}

export function runCase(suite: string, seed: number, material: Material, options: CaseOptions): CaseResult {
  const { name, quality, store, frames, truth, happened, shoppers } = material
  const ours = played(material, frames, options.policies)
  const base = measured(() => baselineReceipts(material))
  const outcome = outcomeOf(ours.receipts, truth, happened)
  return {
    suite,
    seed,
    name,
    quality,
    shoppers,
    gondolas: store.layout.gondolas.length,
    ours: outcome,
    baseline: outcomeOf(base.value, truth, happened),
    claims: claimsOf(ours.receipts, truth),
    ...(material.clean && { isAsClean: isSame(ours.receipts, played(material, material.clean, options.policies).receipts) }),
    cutOff: ours.cutOff,
    curve: options.thresholds.map((chargeFrom) => pointAt(chargeFrom, material)),
    cost: {
      traceMs: lengthOf(frames),
      oursCpuMs: ours.cpuMs,
      baselineCpuMs: base.cpuMs,
      ...(ours.keptBytes !== undefined && { keptBytes: ours.keptBytes }),
    },
  } // prettier-ignore
}

interface Played {
  readonly receipts: readonly Receipt[]
  readonly cpuMs: number
  readonly cutOff: number
  readonly keptBytes?: number
}

function played({ store, inside }: Material, frames: readonly Frame[], policies = fusionPolicies): Played {
  const before = heapBytes()
  const { value: engine, cpuMs } = measured(() => {
    const one = createEngine(store, { inside, policies })
    for (const frame of frames) one.take(frame)
    one.finish()
    return one
  })
  const after = heapBytes()
  return {
    receipts: engine.receipts(),
    cpuMs,
    cutOff: engine.counts.cutOff,
    ...(before !== undefined && after !== undefined && { keptBytes: Math.max(0, after - before) }),
  }
}

/** The receipts that another threshold would have given, played anew: what is charged also decides what is believed. */
function pointAt(chargeFrom: number, material: Material): CurvePoint {
  const store = { ...material.store, costs: costsChargingFrom(chargeFrom) }
  const { receipts } = played({ ...material, store }, material.frames)
  const { taken, charged, wrong, inReview, missed } = outcomeOf(receipts, material.truth, material.happened)
  return { chargeFrom, taken, charged, wrong, inReview, missed }
}

/** How sure we are may differ by what a lost frame would have said. */
const isSame = (some: readonly Receipt[], others: readonly Receipt[]): boolean => owedIn(some) === owedIn(others)

const owedIn = (receipts: readonly Receipt[]): string =>
  JSON.stringify(receipts.map(({ shopper, lines }) => [shopper, lines.map(({ gtin, quantity }) => [gtin, quantity])]))

function lengthOf(frames: readonly Frame[]): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { capturedMs } of frames) {
    if (capturedMs < first) first = capturedMs
    if (capturedMs > last) last = capturedMs
  }
  return Math.max(0, last - first)
}

function measured<T>(run: () => T): { readonly value: T; readonly cpuMs: number } {
  const cpu = process.cpuUsage()
  const value = run()
  const { user, system } = process.cpuUsage(cpu)
  return { value, cpuMs: (user + system) / 1_000 }
}

/** After a collection, where the process was started with `--expose-gc`. */
function heapBytes(): number | undefined {
  if (globalThis.gc === undefined) return undefined
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
