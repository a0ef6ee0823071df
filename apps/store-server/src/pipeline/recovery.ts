import { bySegmentPlace, type SegmentPlace } from './segment-name.ts'
import type { Checkpoint, CheckpointFiles } from './checkpoint-file.ts'
import type { Base, FrameLog } from './frame-log.ts'

/** From where a store is rebuilt: what it was like at the beginning of a segment, or the opening that begins one. */
export interface Resumption {
  readonly base: Base
  /** Of this very place. Absent: an engine begins anew here. */
  readonly state?: Buffer
}

/** Before a visit begins, plates and people must have been watched for as long: a plate settles in within 10 s. */
const WARM_UP_MS = 60_000

/**
 * Every way to rebuild the run that is going on, the best first: the newest state that can be read; else the newest base
 * from before every visit that is still needed; else as far back as the log goes. Each is tried until one works [PI17].
 */
export async function* resumptions(
  log: Pick<FrameLog, 'bases' | 'run'>,
  files: CheckpointFiles,
  fingerprint: string,
): AsyncGenerator<Resumption> {
  const run = log.run.number
  const bases = log.bases().filter(({ place }) => place.run === run)
  let neededMs: number | undefined
  for (const place of await files.places()) {
    const base = bases.find((one) => bySegmentPlace(one.place, place) === 0)
    if (!base) continue
    const checkpoint: Checkpoint | undefined = await files.read(place)
    neededMs ??= checkpoint?.about.neededMs
    if (checkpoint?.about.fingerprint === fingerprint) yield { base, state: checkpoint.state }
  }
  const before = neededMs === undefined ? undefined : baseBefore(bases, neededMs)
  if (before) yield { base: before }
  yield { base: bases[0]! }
}

/** The newest base from which everything since `neededMs` can be rebuilt. */
export const baseBefore = (bases: readonly Base[], neededMs: number): Base | undefined =>
  bases.findLast(({ opening, place }) => place.segment === 1 || opening.openedMs <= neededMs - WARM_UP_MS)

/** Older segments are needed by nobody: neither by the checkpoints that are kept, nor by visits that are not over. */
export async function neededFrom(
  log: Pick<FrameLog, 'bases' | 'run'>,
  files: CheckpointFiles,
  neededMs: number,
): Promise<SegmentPlace> {
  const run = log.run.number
  const bases = log.bases().filter(({ place }) => place.run === run)
  const oldestState = (await files.places()).filter((place) => place.run === run).at(-1)
  const places = [baseBefore(bases, neededMs)?.place ?? bases[0]!.place, ...(oldestState ? [oldestState] : [])]
  return places.reduce((least, place) => (bySegmentPlace(place, least) < 0 ? place : least))
}
