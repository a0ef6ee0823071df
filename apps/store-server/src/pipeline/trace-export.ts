import { defineFault } from '@store/kernel/fault.ts'
import { headerText } from '@store/trace/write-trace.ts'
import type { Base, FrameLog, Run } from './frame-log.ts'
import { messageOn } from './log-line.ts'
import { baseBefore } from './recovery.ts'
import type { Inside } from './run-opening.ts'
import type { VisitRecord } from './visit-register.ts'

/** Instants are Unix epoch milliseconds, by arrival. */
export type TraceRange =
  | { readonly kind: 'time'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'session'; readonly session: string }

export const NothingRecorded = defineFault(
  'trace.nothing-recorded',
  'not-found',
  (d: { asked: string; kept: string }) =>
    `The frame log holds nothing of ${d.asked}; it goes back to ${d.kept}. Ask for a later time, or keep the log longer.`,
)

/**
 * What devices said in a range of time, as a trace, text line by text line [PI8]. It begins at the quiet point before
 * the range, where the engine began, too, so that a replay comes to the same receipts; in a store that is never quiet, so
 * far back that whoever was about in the range comes in in it. It goes on until those who came in the range are out.
 */
export async function* exportTrace(from: {
  readonly log: FrameLog
  readonly storeId: string
  readonly range: TraceRange
  /** Of the run that is going on, as far as they are remembered. */
  readonly visits: readonly VisitRecord[]
  readonly policy: { readonly wholeRunMs: number }
}): AsyncGenerator<string> {
  const { log, storeId, visits } = from
  const span = spanOf(from.range, visits)
  const runs = runsIn(log.runs(), span)
  const [first] = runs
  const keptMs = log.bases()[0]!.opening.openedMs
  if (!first || (span.strict && keptMs > span.fromMs))
    throw NothingRecorded({ asked: span.asked, kept: new Date(keptMs).toISOString() })
  const begin = beginningOf(basesOf(log, first.number), span, from.policy.wholeRunMs)
  const { opening } = begin
  // What a slow sensor says first was captured before the segment began.
  const zeroMs = Math.floor(begin.place.segment === 1 ? opening.startedMs : opening.openedMs - LEAD_MS)
  const startedAt = new Date(zeroMs).toISOString()
  const inside = opening.inside.map(({ shopper, track }) => ({ shopper, ...(track !== undefined && { track }) }))
  yield headerText({ name: `${storeId} from ${startedAt}`, store: storeId, startedAt, inside, recorded: false })

  let numbered = new Map(Object.entries(opening.numbers).map(([device, number]) => [device, -number]))
  for (const run of runs) {
    const shiftMs = run.opening.startedMs - zeroMs
    const untilMs = endIn(run, log, span, visits) - run.opening.startedMs
    const offset = numbered
    const next = new Map([...offset].map(([device, number]) => [device, Math.max(0, number)]))
    for await (const lines of log.lines(run.number, run === first ? begin.place.segment : 1)) {
      let text = ''
      let isOver = false
      for (const line of lines) {
        const { message, leftOut } = messageOn(line)
        isOver = message.at > untilMs
        if (isOver) break
        const { device } = message
        offset.set(device, (offset.get(device) ?? 0) - leftOut)
        const seq = message.seq + offset.get(device)!
        // Sent again, and said before the trace begins.
        if (seq < 1) continue
        next.set(device, Math.max(next.get(device) ?? 0, seq))
        text += `${JSON.stringify({ ...message, at: message.at + shiftMs, t: message.t + shiftMs, seq })}\n`
      }
      if (text !== '') yield text
      if (isOver) break
    }
    numbered = next
  }
}

const LEAD_MS = 10_000

export const basesOf = (log: Pick<FrameLog, 'bases'>, run: number): Base[] =>
  log.bases().filter(({ place }) => place.run === run)

/**
 * With the run, if that is not too long. Else before whoever was about came in: what they hold is known then, and only
 * those whom they met in turn come with nothing in their hands.
 */
export function beginningOf(bases: readonly Base[], { fromMs }: Pick<Span, 'fromMs'>, wholeRunMs: number): Base {
  const [run] = bases
  if (run!.place.segment === 1 && fromMs - run!.opening.startedMs <= wholeRunMs) return run!
  const there = baseBefore(bases, fromMs) ?? run!
  const sinceMs = there.opening.inside.reduce((least, { sinceMs: came = least }) => Math.min(least, came), fromMs)
  return baseBefore(bases, sinceMs) ?? run!
}

/** Longer than anything is waited for: what decides about a visit is in by then. */
const DECIDED_MS = 60_000
/** Who is not in the store by then after a scan did not come in with it. */
const ADMITTED_MS = 80_000

interface Span {
  readonly asked: string
  readonly fromMs: number
  readonly toMs: number
  /** What was asked for must be there from its beginning. */
  readonly strict: boolean
  /** Only this visit is asked for. */
  readonly visit?: string
}

/** A visit's name says when its pass was scanned. */
export const scannedMsOf = (visitId: string): number => Number(visitId.split('/').at(-2))

function spanOf(range: TraceRange, visits: readonly VisitRecord[]): Span {
  if (range.kind === 'time') {
    const { fromMs, toMs } = range
    const asked = `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`
    return { asked, fromMs, toMs: Math.max(fromMs, toMs), strict: false }
  }
  const { session: visitId } = range
  const scannedMs = visits.find(({ id }) => id === visitId)?.scannedMs ?? scannedMsOf(visitId)
  return { asked: `visit ${visitId}`, fromMs: scannedMs, toMs: scannedMs, strict: true, visit: visitId }
}

/** From the run in which the span begins to the one in which it ends. */
function runsIn(runs: readonly Run[], { fromMs, toMs }: Span): Run[] {
  return runs.filter(
    ({ opening }, i) => opening.startedMs <= toMs && !((runs[i + 1]?.opening.startedMs ?? Infinity) <= fromMs),
  )
}

/** Unix epoch milliseconds; infinity where it goes on to the end of the run. */
function endIn(run: Run, log: FrameLog, span: Span, visits: readonly VisitRecord[]): number {
  const isWaitedFor = ({ sinceMs = 0, visit }: Inside): boolean =>
    span.visit === undefined ? sinceMs <= span.toMs : visit === span.visit
  const out = basesOf(log, run.number).find(
    ({ opening }) => opening.openedMs > span.toMs + ADMITTED_MS && !opening.inside.some(isWaitedFor),
  )
  if (out) return out.opening.openedMs + DECIDED_MS
  if (run.number !== log.run.number) return Number.POSITIVE_INFINITY
  const came = visits.filter(({ id, scannedMs }) =>
    span.visit === undefined ? scannedMs <= span.toMs : id === span.visit,
  )
  if (came.some(({ status, leftMs }) => leftMs === undefined && status !== 'turned-back'))
    return Number.POSITIVE_INFINITY
  return came.reduce((end, { leftMs }) => Math.max(end, leftMs ?? end), span.toMs) + DECIDED_MS
}
