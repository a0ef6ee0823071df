import { wireHeader } from '@store/trace/header.ts'
import { z } from 'zod'
import type { SegmentPlace } from './segment-name.ts'

/**
 * A run is the log from one quiet point to the next: what its engine needs to begin is its first header, and nothing
 * that was said before. So the header of a run is the checkpoint, written in the same breath as the log goes on.
 */
export interface RunOpening {
  /** Time zero of the run, Unix epoch milliseconds, a whole number. */
  readonly startedMs: number
  /** How far every device's own numbering had come. */
  readonly boots: readonly KnownBoot[]
  readonly carried: Carried
}

export interface KnownBoot {
  readonly device: string
  readonly boot: string
  /** Everything of this boot up to here is in the log, or declared lost. */
  readonly upTo: number
}

/** What the store knows at a quiet point that no later frame says. */
export interface Carried {
  /** Visits are numbered through the life of the log. */
  readonly visits: number
  /** Units believed to lie at each facing, by `gondola/shelf/first plate`. */
  readonly stock: Readonly<Record<string, number>>
}

export const nothingCarried: Carried = { visits: 0, stock: {} }

const LogFields = z.object({
  startedAt: z.iso.datetime(),
  store: z.string(),
  log: z.object({
    boots: z.array(z.object({ device: z.string(), boot: z.string(), upTo: z.int().nonnegative() })),
    carried: z.object({ visits: z.int().nonnegative(), stock: z.record(z.string(), z.number()) }),
  }),
})

/** Line 1 of a segment: a trace's header, with the opening of its run beside it. */
export function segmentHeader(storeId: string, place: SegmentPlace, { startedMs, boots, carried }: RunOpening): string {
  const name = `${storeId} run ${place.run} part ${place.segment}`
  const header = wireHeader({
    name,
    store: storeId,
    startedAt: new Date(startedMs).toISOString(),
    inside: [],
    recorded: false,
  })
  return `${JSON.stringify({ ...header, log: { boots, carried } })}\n`
}

/** Throws for what is not the header of a segment. */
export function readSegmentHeader(text: string): RunOpening & { readonly storeId: string } {
  const { startedAt, store, log } = LogFields.parse(JSON.parse(text))
  return { storeId: store, startedMs: Date.parse(startedAt), ...log }
}
