import { z } from 'zod'
import { defineFault } from '@store/kernel/fault.ts'

/** What really happened in a trace. It lies beside the trace, never in it, and nothing but a score may read it. */
export type Truth = {
  readonly name: string
  /** One per visit; no lines when nothing was taken. */
  readonly receipts: readonly TrueReceipt[]
  /** Who did what, where that is known. Absent for recordings of which only the receipts are known. */
  readonly events?: readonly TrueEvent[]
}
export type TrueReceipt = { readonly shopper: string; readonly lines: readonly TrueLine[] }
export type TrueLine = { readonly gtin: string; readonly quantity: number }
export type TrueEvent = {
  /** Milliseconds since the trace's `startedAt`. */
  readonly at: number
  readonly shopper: string
  readonly action: string
  readonly items: readonly TrueLine[]
  readonly gondola?: string
  readonly shelf?: number
  readonly plates?: readonly number[]
}

export const TruthMalformed = defineFault(
  'trace.truth-malformed',
  'refused',
  (d: { file: string; problem: string }) =>
    `${d.file} is not a trace's truth: ${d.problem}. It must be {name, receipts: [{shopper, lines: [{gtin, quantity}]}]}.`,
)

const Line = z.object({ gtin: z.string().regex(/^\d{8,14}$/, 'not 8 to 14 digits'), quantity: z.int().min(1) })
const Event = z.object({
  at: z.number(),
  shopper: z.string().min(1),
  action: z.string().min(1),
  items: z.array(Line),
  gondola: z.union([z.string(), z.int()]).nullish(),
  shelf: z.int().nullish(),
  plates: z.array(z.int()).nullish(),
})
const WireTruth = z.object({
  name: z.string().min(1),
  receipts: z.array(z.object({ shopper: z.string().min(1), lines: z.array(Line) })),
  events: z.array(Event).optional(),
})

/** Reads the text of NAME.truth.json. Throws `TruthMalformed`, which names `file`. */
export function parseTruth(text: string, file: string): Truth {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw TruthMalformed({ file, problem: 'it is not JSON' }, error)
  }
  const parsed = WireTruth.safeParse(value)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw TruthMalformed({ file, problem: `${path.join('.') || 'the whole'}: ${message}` }, parsed.error)
  }
  const { name, receipts, events } = parsed.data
  return { name, receipts, ...(events ? { events: events.map(trueEvent) } : {}) }
}

/** NAME.jsonl.gz and NAME.jsonl: NAME.truth.json, in the same folder. */
export const truthPathOf = (tracePath: string): string => `${tracePath.replace(/\.jsonl(\.gz)?$/, '')}.truth.json`

function trueEvent({ gondola, shelf, plates, ...event }: z.infer<typeof Event>): TrueEvent {
  return {
    ...event,
    ...(gondola === undefined || gondola === null ? {} : { gondola: String(gondola) }),
    ...(shelf === undefined || shelf === null ? {} : { shelf }),
    ...(plates === undefined || plates === null ? {} : { plates }),
  }
}
