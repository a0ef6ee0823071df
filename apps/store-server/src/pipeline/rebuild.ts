import type { StoreModel } from '@store/fusion/fusion.ts'
import { deserialize, serialize } from 'node:v8'
import type { CheckpointFiles } from './checkpoint-file.ts'
import { deviceBoots, type DeviceBoots, type DeviceBootsState } from './device-boots.ts'
import { deviceStreams, type DeviceStreams } from './device-streams.ts'
import type { FrameLog } from './frame-log.ts'
import { readLine } from './log-line.ts'
import { resumptions, type Resumption } from './recovery.ts'
import type { StoreEvent } from './store-event.ts'
import { storeRun, type StoreRun, type StoreRunState } from './store-run.ts'
import type { VisitPolicy } from './visit-register.ts'

/** Everything that the log makes. */
export interface Rebuilt {
  readonly run: StoreRun
  readonly boots: DeviceBoots
  readonly streams: DeviceStreams
  readonly startedMs: number
  /** The last arrival, ms since then. */
  readonly stamped: number
  /** Messages that were read back. */
  readonly messages: number
}

export interface RebuildOptions {
  readonly store: StoreModel
  readonly log: FrameLog
  readonly files: CheckpointFiles
  readonly fingerprint: string
  readonly policy: { readonly visits: VisitPolicy; readonly giveUpMs: number }
  readonly tell: (event: StoreEvent) => void
  /** Whether the run may decide on, once it has been read back. */
  readonly mayGoOn: () => boolean
  readonly troubled: (error: unknown) => void
}

/** What devices were answered by; the run lags behind it by what the disk has to write yet. */
export interface Spoken {
  readonly boots: DeviceBootsState
  readonly streams: ReadonlyMap<string, string[]>
  readonly stamped: number
}

interface StoreState {
  /** A `Spoken`, written down before the run was, in a buffer of its own. */
  readonly spoken: Uint8Array
  readonly run: StoreRunState
}

export const writeSpoken = (spoken: Spoken): Uint8Array => serialize(spoken)
export const writeState = (spoken: Uint8Array, run: StoreRun): Buffer =>
  serialize({ spoken, run: run.save() } satisfies StoreState)

/** The store as it was when it stopped: from the best that there is to begin with, and the log since [PI4] [PI17]. */
export async function rebuildStore(options: RebuildOptions): Promise<Rebuilt> {
  const { log, files, fingerprint } = options
  for await (const resumption of resumptions(log, files, fingerprint)) {
    const begun = resumed(resumption, options)
    if (begun) return readOn(begun, resumption, log)
  }
  throw new RangeError('a log has a run, and a run has an opening')
}

/** `undefined` when the state cannot be read after all: there is always another way. */
function resumed({ base: { opening }, state }: Resumption, options: RebuildOptions): Rebuilt | undefined {
  const { store, policy, tell, mayGoOn, troubled } = options
  const { startedMs } = opening
  const streams = deviceStreams(store.layout)
  const boots = deviceBoots(policy.giveUpMs, opening.boots, opening.numbers)
  const run = storeRun(store, opening, policy.visits, tell, undefined, mayGoOn)
  const begun = { run, boots, streams, startedMs, messages: 0 }
  if (!state) return { ...begun, stamped: 0 }
  try {
    // Ours: its hash is right, and its fingerprint names this very shape.
    const saved: StoreState = deserialize(state)
    const spoken: Spoken = deserialize(saved.spoken)
    run.restore(saved.run)
    boots.restore(spoken.boots)
    streams.restore(spoken.streams)
    return { ...begun, stamped: spoken.stamped }
  } catch (error) {
    troubled(error)
    return undefined
  }
}

async function readOn(begun: Rebuilt, { base: { place }, state }: Resumption, log: FrameLog): Promise<Rebuilt> {
  const { run, boots, streams } = begun
  let { stamped, messages } = begun
  if (state) run.retell()
  for await (const lines of log.lines(place.run, place.segment)) {
    for (const line of lines) {
      const logged = readLine(line)
      const { device, seq, arrivedMs } = logged.frame
      if ('boot' in logged.origin) {
        const { boot, bootSeq } = logged.origin
        boots.readBack(device, seq, boot, bootSeq, logged.leftOut)
      } else boots.next(device)
      stamped = Math.max(stamped, arrivedMs)
      streams.spoke(logged.frame)
      run.take(logged, true)
      messages++
    }
  }
  return { ...begun, stamped, messages }
}
