import type { Stray } from '@store/fusion/world.ts'
import { wireHeader } from '@store/trace/header.ts'
import { z } from 'zod'
import type { SegmentPlace } from './segment-name.ts'

/**
 * What an engine needs to begin where a segment begins, and nothing of what was said before. A run is the log from one
 * quiet point to the next: with its opening begins the engine that was. In mid-run the same is written down with every
 * checkpoint: an engine that begins there without the checkpoint misses only what people had in their hands.
 */
export interface RunOpening {
  /** Time zero of the run, Unix epoch milliseconds, a whole number. */
  readonly startedMs: number
  /** When the segment begins, Unix epoch milliseconds. */
  readonly openedMs: number
  /** How far every device's own numbering had come … */
  readonly boots: readonly KnownBoot[]
  /** … and the log's own, by device. */
  readonly numbers: Readonly<Record<string, number>>
  readonly carried: Carried
  /** Who is in the store, in the order of their coming. */
  readonly inside: readonly Inside[]
}

export interface KnownBoot {
  readonly device: string
  readonly boot: string
  /** Everything of this boot up to here is in the log, or declared lost. */
  readonly upTo: number
  /** The log's number of a message less the device's own. */
  readonly base: number
}

/** What the store knows that no later frame says. */
export interface Carried {
  /** Visits are numbered through the life of the log. */
  readonly visits: number
  /** Units believed to lie at each facing, by `gondola/shelf/first plate`. */
  readonly stock: Readonly<Record<string, number>>
  /** What lies where it does not belong: the newest, as many as anybody may find again. */
  readonly astray: readonly Stray[]
}

/** A store in which more than this lies about has other worries. */
export const MOST_ASTRAY = 300

export interface Inside {
  readonly shopper: string
  /** The track by which they were seen last, if any. */
  readonly track?: string | undefined
  readonly visit?: string | undefined
  /** When their pass was scanned, Unix epoch milliseconds. */
  readonly sinceMs?: number | undefined
}

export const nothingCarried: Carried = { visits: 0, stock: {}, astray: [] }

/** The opening of a store that begins from nothing. */
export const firstOpening = (startedMs: number): RunOpening => ({
  startedMs,
  openedMs: startedMs,
  boots: [],
  numbers: {},
  carried: nothingCarried,
  inside: [],
})

const AstrayFields = z.object({
  unit: z
    .object({ gtin: z.string().optional(), grams: z.number(), sigmaGrams: z.number(), from: z.string() })
    .transform(({ gtin, ...unit }) => ({ gtin, ...unit })),
  gondola: z.string(),
  shelf: z.int(),
  plates: z.array(z.int()),
  middle: z.number(),
})
const InsideFields = z.object({
  shopper: z.string(),
  track: z.string().optional(),
  visit: z.string().optional(),
  sinceMs: z.number().optional(),
})

const LogFields = z.object({
  startedAt: z.iso.datetime(),
  store: z.string(),
  log: z.object({
    isBase: z.boolean().optional(),
    openedMs: z.number().optional(),
    boots: z.array(
      z.object({ device: z.string(), boot: z.string(), upTo: z.int().nonnegative(), base: z.int().optional() }),
    ),
    numbers: z.record(z.string(), z.int()).default({}),
    carried: z.object({
      visits: z.int().nonnegative(),
      stock: z.record(z.string(), z.number()),
      astray: z.array(AstrayFields).default([]),
    }),
    inside: z.array(InsideFields).default([]),
  }),
})

/** What the first line of a segment says. */
export interface SegmentHeader {
  readonly storeId: string
  readonly opening: RunOpening
  /** An engine may begin here. Else the segment only goes on where the one before was full. */
  readonly isBase: boolean
}

/** Line 1 of a segment: a trace's header, with the opening beside it. */
export function segmentHeader(place: SegmentPlace, { storeId, opening, isBase }: SegmentHeader): string {
  const { startedMs, ...log } = opening
  const header = wireHeader({
    name: `${storeId} run ${place.run} part ${place.segment}`,
    store: storeId,
    startedAt: new Date(startedMs).toISOString(),
    inside: [],
    recorded: false,
  })
  return `${JSON.stringify({ ...header, log: { isBase, ...log } })}\n`
}

/** Throws for what is not the header of a segment. What is absent was not written by the first servers. */
export function readSegmentHeader(text: string, { segment }: SegmentPlace): SegmentHeader {
  const { startedAt, store, log } = LogFields.parse(JSON.parse(text))
  const { isBase = segment === 1, ...opening } = log
  const startedMs = Date.parse(startedAt)
  const boots = log.boots.map((boot) => ({ ...boot, base: boot.base ?? -boot.upTo }))
  return { storeId: store, opening: { ...opening, startedMs, openedMs: log.openedMs ?? startedMs, boots }, isBase }
}
