import type { UnitOdds } from '@store/fusion/basket.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import type { FrameLog } from './frame-log.ts'
import { readLine } from './log-line.ts'
import type { StoreEvent } from './store-event.ts'
import { storeRun } from './store-run.ts'
import { basesOf, beginningOf, NothingRecorded, scannedMsOf } from './trace-export.ts'
import type { VisitPolicy } from './visit-register.ts'

/** What one visit is believed to have taken, with all that was learnt since it was charged. */
export interface WeighedAnew {
  /** Of every article that they may hold, the probabilities of at least one, at least two, … */
  readonly odds: readonly UnitOdds[]
  /** How far what was learnt goes, Unix epoch milliseconds. */
  readonly untilMs: number
  /** What happened to articles after the visit was over, oldest first. */
  readonly later: readonly LaterAct[]
}

export interface LaterAct {
  readonly atMs: number
  readonly gtin: string
  readonly what: 'put-back' | 'misplaced' | 'restocked'
  readonly quantity: number
  readonly probability: number
}

export interface WeighAnewOptions {
  readonly store: StoreModel
  readonly log: FrameLog
  readonly visitId: string
  /** What others were charged for stays theirs, and is taken for granted: of every visit that ended in this span. */
  readonly charged: (fromMs: number, toMs: number) => Promise<ChargedVisits>
  readonly policy: { readonly visits: VisitPolicy; readonly wholeRunMs: number; readonly weighAnew: WeighAnewPolicy }
  /** Lets others have their turn: the store goes on while its past is weighed. */
  readonly breathe: () => Promise<void>
}

/** By visit; none for whose receipt is not known. */
export type ChargedVisits = ReadonlyMap<string, readonly { readonly gtin: string; readonly quantity: number }[]>

export interface WeighAnewPolicy {
  /** What is learnt later than this after a visit was over is not waited for, nor looked at. */
  readonly aheadMs: number
  /** Lines of the log between two breaths. */
  readonly atOnce: number
  /** What is less likely than this to have happened is not worth telling. */
  readonly leastTold: number
}

/**
 * `aheadMs`: goods that lie astray are found within hours, when shelves are filled up; four hours are read in about a minute of
 * pauses. `atOnce`: some 10 ms of work, so that a gate that asks in between waits for no longer.
 */
export const weighAnewPolicy: WeighAnewPolicy = { aheadMs: 4 * 3_600_000, atOnce: 200, leastTold: 0.05 }

/**
 * Plays the log again from before the visit, with nothing decided about this one visit and everything about the others as it
 * was: so put-backs, goods found astray, and what the exit read of others count, and nobody else's receipt changes [PI20].
 * Throws `NothingRecorded` where the log does not go back so far.
 */
export async function weighAnew(options: WeighAnewOptions): Promise<WeighedAnew | undefined> {
  const { store, log, visitId, policy, breathe } = options
  const scannedMs = scannedMsOf(visitId)
  const run = log.runs().findLast(({ opening }) => opening.startedMs <= scannedMs)
  const keptMs = log.bases()[0]!.opening.openedMs
  if (!run || keptMs > scannedMs)
    throw NothingRecorded({ asked: `visit ${visitId}`, kept: new Date(keptMs).toISOString() })
  const { place, opening } = beginningOf(basesOf(log, run.number), { fromMs: scannedMs }, policy.wholeRunMs)
  // The visit lasts no longer than any may, and what comes so long after it is not read: nobody who left later is met here.
  const lastMs = scannedMs + policy.visits.longestMs + policy.weighAnew.aheadMs
  const charged = await options.charged(opening.openedMs, lastMs)
  const later: LaterAct[] = []
  let overMs = Number.POSITIVE_INFINITY

  function hear(event: StoreEvent): void {
    if (event.type === 'visit-changed' && event.visit.id === visitId && event.visit.status === 'sealed')
      overMs = event.visit.leftMs ?? event.visit.sealedMs ?? overMs
    if (event.type === 'change-believed' && event.evidence.change.momentMs + opening.startedMs > overMs)
      later.push(...actsIn(event.evidence, event.atMs, policy.weighAnew))
  }

  const playing = storeRun(store, opening, policy.visits, hear, (id) => (id === visitId ? [] : charged.get(id)))
  let read = 0
  let untilMs = opening.openedMs
  for await (const lines of log.lines(run.number, place.segment)) {
    for (const line of lines) {
      const logged = readLine(line)
      untilMs = opening.startedMs + logged.frame.arrivedMs
      if (untilMs > overMs + policy.weighAnew.aheadMs) break
      playing.take(logged, true)
      if (++read % policy.weighAnew.atOnce === 0) await breathe()
    }
    if (untilMs > overMs + policy.weighAnew.aheadMs) break
  }
  const actor = playing.visits.actorOfVisit(visitId)
  if (actor === undefined || overMs === Number.POSITIVE_INFINITY) return undefined
  return { odds: playing.engine.beliefOf(actor).odds, untilMs, later }
}

/** What a shelf gained after the visit: what anybody may have put back, put down elsewhere, or filled up. */
function actsIn({ considered }: ChangeEvidence, atMs: number, { leastTold }: WeighAnewPolicy): LaterAct[] {
  const told = new Map<string, LaterAct>()
  for (const { acts, probability } of considered)
    for (const { action, gtin, quantity } of acts) {
      if (gtin === undefined || !isGain(action)) continue
      const name = `${action}/${gtin}/${quantity}`
      const before = told.get(name)?.probability ?? 0
      told.set(name, { atMs, gtin, what: action, quantity, probability: Math.min(1, before + probability) })
    }
  return [...told.values()].filter(({ probability }) => probability >= leastTold)
}

const gains = ['put-back', 'misplaced', 'restocked'] as const
const isGain = (action: string): action is (typeof gains)[number] => gains.some((gain) => gain === action)
