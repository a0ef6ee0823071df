import { z } from 'zod'

/** Which part of the frame log is exported as a trace. */
export type TraceRange =
  | { readonly kind: 'time'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'session'; readonly session: string }

const MOST_HOURS = 24

export const TraceQuery = z
  .strictObject({
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    session: z.string().min(1).max(200).optional(),
  })
  .superRefine(({ from, to, session }, context) => {
    const wrong = (message: string): void => context.addIssue({ code: 'custom', message })
    if (session !== undefined) {
      if (from !== undefined || to !== undefined) wrong('give either session, or from and to')
      return
    }
    if (from === undefined || to === undefined) {
      wrong('give from and to (ISO 8601), or session')
      return
    }
    const lastsMs = Date.parse(to) - Date.parse(from)
    if (lastsMs <= 0) wrong('to must be later than from')
    if (lastsMs > MOST_HOURS * 3_600_000) wrong(`at most ${MOST_HOURS} hours at once`)
  })

export function traceRange({ from, to, session }: z.infer<typeof TraceQuery>): TraceRange {
  if (session !== undefined) return { kind: 'session', session }
  return { kind: 'time', fromMs: Date.parse(from ?? ''), toMs: Date.parse(to ?? '') }
}
