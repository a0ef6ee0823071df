import { defineFault } from '@store/kernel/fault.ts'
import { headerText } from '@store/trace/write-trace.ts'
import type { FrameLog, Run } from './frame-log.ts'
import { messageOn } from './log-line.ts'
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
 * the range, where the engine began, too, so that a replay comes to the same receipts; and it goes on until those who
 * came in the range are out, as far as that is known, else to the end of their run.
 */
export async function* exportTrace(from: {
  readonly log: FrameLog
  readonly storeId: string
  readonly range: TraceRange
  /** Of the run that is going on. */
  readonly visits: readonly VisitRecord[]
}): AsyncGenerator<string> {
  const { log, storeId, visits } = from
  const span = spanOf(from.range, visits)
  const runs = runsIn(log.runs(), span)
  const [first] = runs
  if (!first || (span.strict && log.runs()[0]!.opening.startedMs > span.fromMs)) {
    const kept = new Date(log.runs()[0]!.opening.startedMs).toISOString()
    throw NothingRecorded({ asked: span.asked, kept })
  }
  const startedAt = new Date(first.opening.startedMs).toISOString()
  yield headerText({ name: `${storeId} from ${startedAt}`, store: storeId, startedAt, inside: [], recorded: false })

  const numbered = new Map<string, number>()
  for (const run of runs) {
    const shiftMs = run.opening.startedMs - first.opening.startedMs
    const untilMs = endIn(run, log.run, span, visits) - run.opening.startedMs
    const before = new Map(numbered)
    const gone = new Map<string, number>()
    for await (const lines of log.lines(run.number)) {
      let text = ''
      let isOver = false
      for (const line of lines) {
        const { message, leftOut } = messageOn(line)
        isOver = message.at > untilMs
        if (isOver) break
        gone.set(message.device, (gone.get(message.device) ?? 0) + leftOut)
        const seq = message.seq + (before.get(message.device) ?? 0) - gone.get(message.device)!
        numbered.set(message.device, Math.max(numbered.get(message.device) ?? 0, seq))
        text += `${JSON.stringify({ ...message, at: message.at + shiftMs, t: message.t + shiftMs, seq })}\n`
      }
      if (text !== '') yield text
      if (isOver) break
    }
  }
}

/** Longer than anything is waited for: what decides about a visit is in by then. */
const DECIDED_MS = 60_000

interface Span {
  readonly asked: string
  readonly fromMs: number
  readonly toMs: number
  /** What was asked for must be there from its beginning. */
  readonly strict: boolean
}

function spanOf(range: TraceRange, visits: readonly VisitRecord[]): Span {
  if (range.kind === 'time') {
    const { fromMs, toMs } = range
    const asked = `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`
    return { asked, fromMs, toMs: Math.max(fromMs, toMs), strict: false }
  }
  const { session: visitId } = range
  // A visit's name says when its pass was scanned.
  const scannedMs = visits.find(({ id }) => id === visitId)?.scannedMs ?? Number(visitId.split('/').at(-2))
  return { asked: `visit ${visitId}`, fromMs: scannedMs, toMs: scannedMs, strict: true }
}

/** From the run in which the span begins to the one in which it ends. */
function runsIn(runs: readonly Run[], { fromMs, toMs }: Span): Run[] {
  return runs.filter(
    ({ opening }, i) => opening.startedMs <= toMs && !((runs[i + 1]?.opening.startedMs ?? Infinity) <= fromMs),
  )
}

function endIn(run: Run, current: Run, { toMs }: Span, visits: readonly VisitRecord[]): number {
  if (run.number !== current.number) return Number.POSITIVE_INFINITY
  const came = visits.filter(({ scannedMs }) => scannedMs <= toMs)
  if (came.some(({ status, leftMs }) => leftMs === undefined && status !== 'turned-back'))
    return Number.POSITIVE_INFINITY
  return came.reduce((end, { leftMs }) => Math.max(end, leftMs ?? end), toMs) + DECIDED_MS
}
