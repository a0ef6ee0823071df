import { createHash } from 'node:crypto'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { bySegmentPlace, segmentName, segmentPlace, type SegmentPlace } from './segment-name.ts'
import { syncFolder } from './segment-writer.ts'

/** What a store was like at the instant at which a segment begins. Lies beside the segment [PI17]. */
export interface Checkpoint {
  readonly about: CheckpointAbout
  readonly state: Buffer
}

export interface CheckpointAbout {
  /** Of the store, the policies and the shape of the state: only who has the same may read the state. */
  readonly fingerprint: string
  /** What happened since, the open and unsettled visits rest on: to be known also by who cannot read the state. */
  readonly neededMs: number
}

export interface CheckpointFiles {
  /** Durable, and whole or not there at all, whenever the power fails. Only the newest two stay. */
  keep(place: SegmentPlace, checkpoint: Checkpoint): Promise<void>
  /** Where checkpoints are, the newest first. */
  places(): Promise<SegmentPlace[]>
  /** `undefined` for what is not there, or not whole. */
  read(place: SegmentPlace): Promise<Checkpoint | undefined>
}

/** The one before the newest stays, in case that one cannot be read. */
const KEPT = 2

export function checkpointFiles(dir: string): CheckpointFiles {
  const pathOf = (place: SegmentPlace): string => join(dir, segmentName(place, 'state'))

  async function places(): Promise<SegmentPlace[]> {
    const names = await readdir(dir)
    return names.flatMap((name) => segmentPlace(name, 'state') ?? []).sort((a, b) => bySegmentPlace(b, a))
  }

  return {
    async keep(place, { about, state }) {
      const path = pathOf(place)
      const unfinished = `${path}.unfinished`
      const first = { ...about, sha256: createHash('sha256').update(state).digest('hex') }
      const file = await open(unfinished, 'w')
      try {
        await file.writeFile(Buffer.concat([Buffer.from(`${JSON.stringify(first)}\n`), state]))
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(unfinished, path)
      await syncFolder(dir)
      for (const old of (await places()).slice(KEPT)) await rm(pathOf(old), { force: true })
    },
    places,
    async read(place) {
      const content = await readFile(pathOf(place)).catch(() => undefined)
      const end = content?.indexOf(NEWLINE) ?? -1
      if (!content || end < 0) return undefined
      const first = FirstLine.safeParse(parsed(content.toString('utf8', 0, end)))
      const state = content.subarray(end + 1)
      if (!first.success || createHash('sha256').update(state).digest('hex') !== first.data.sha256) return undefined
      const { sha256: _, ...about } = first.data
      return { about, state }
    },
  }
}

const NEWLINE = 0x0a
const FirstLine = z.object({ fingerprint: z.string(), neededMs: z.number(), sha256: z.string() })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
