import { z } from 'zod'
import { shown } from '@store/device-protocol/malformed-message.ts'

export const FORMAT = 'smart-store-trace'
export const VERSION = 1

export type TraceHeader = {
  readonly name: string
  /** Id of the store layout that the trace belongs to. */
  readonly store: string
  /** ISO 8601 instant of time 0. */
  readonly startedAt: string
  /** Facings in force during this trace, in place of the store's own; as found, since the planogram package checks it. */
  readonly planogram?: unknown
  /** Shoppers already in the store at time 0. `track` is the track that is theirs, where it is known. */
  readonly inside: readonly { readonly shopper: string; readonly track?: string }[]
  /** A real recording, as opposed to a simulated one. */
  readonly recorded: boolean
}

export type HeaderRead = { ok: true; header: TraceHeader } | { ok: false; reason: string; advice: string }

const MOST_INSIDE = 1000
const Name = z.string().min(1).max(128)
const WireHeader = z.object({
  name: Name,
  store: Name,
  startedAt: z.iso.datetime({ offset: true }),
  planogram: z.unknown().optional(),
  inside: z
    .array(z.object({ shopper: Name, track: Name.optional() }))
    .max(MOST_INSIDE)
    .optional(),
  recorded: z.boolean().optional(),
})

const wanted: Record<string, string> = {
  name: `\`name\` is the trace's name, 1 to 128 characters`,
  store: '`store` is the id of the store layout, 1 to 128 characters',
  startedAt: '`startedAt` is an ISO 8601 instant such as 2026-01-05T09:00:00.000Z',
  inside: `\`inside\` is a list of at most ${MOST_INSIDE} {shopper, track?}, each a name of 1 to 128 characters`,
  recorded: '`recorded` is true or false',
}

/** Line 1 of a trace. Fields that this version does not know are ignored. */
export function readHeader(value: unknown): HeaderRead {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'header')
    return { ok: false, reason: 'a trace begins with a header, and this does not', advice: NOT_A_TRACE }
  const format: unknown = 'format' in value ? value.format : undefined
  const version: unknown = 'version' in value ? value.version : undefined
  if (format !== FORMAT)
    return { ok: false, reason: `the header's format ${shown(format)}, not "${FORMAT}"`, advice: NOT_A_TRACE }
  if (version !== VERSION)
    return {
      ok: false,
      reason: `the header's version ${shown(version)}; this program reads version ${VERSION}`,
      advice: `Write the trace again as version ${VERSION}, or use the program that belongs to it.`,
    }
  const parsed = WireHeader.safeParse(value)
  if (parsed.success) return { ok: true, header: headerOf(parsed.data) }
  const field = String(parsed.error.issues[0]?.path[0] ?? '')
  const found = parsed.error.issues[0]?.path.length === 1 ? shown(Reflect.get(value, field)) : 'is malformed'
  return { ok: false, reason: `the header's ${field} ${found}`, advice: `Mend the header: ${wanted[field]}.` }
}

/** The reverse of `readHeader`: the header as it stands on line 1. */
export function wireHeader({ name, store, startedAt, planogram, inside, recorded }: TraceHeader): object {
  return {
    type: 'header',
    format: FORMAT,
    version: VERSION,
    name,
    store,
    startedAt,
    ...(planogram === undefined ? {} : { planogram }),
    ...(inside.length === 0 ? {} : { inside }),
    ...(recorded ? { recorded } : {}),
  }
}

const headerOf = ({ planogram, inside = [], recorded = false, ...rest }: z.infer<typeof WireHeader>): TraceHeader => ({
  ...rest,
  ...(planogram === undefined ? {} : { planogram }),
  inside: inside.map(({ shopper, track }) => (track === undefined ? { shopper } : { shopper, track })),
  recorded,
})

export const NOT_A_TRACE = 'Give a trace: NAME.jsonl or NAME.jsonl.gz, as trace-format.md describes it.'
