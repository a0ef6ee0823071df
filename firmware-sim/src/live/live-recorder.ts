/** Node only: what the devices of a live run said, as a trace with its truth beside it. */
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Frame } from '@store/device-protocol/frame.ts'
import { truthPathOf, type TrueEvent, type TrueReceipt } from '@store/trace/truth.ts'
import { writeTraceFile } from '@store/trace/write-trace-file.ts'
import type { TruthEvent } from '../play.ts'
import { toTenth } from '../plate-physics.ts'
import type { Capture } from './capture.ts'
import type { StoreClock } from './store-clock.ts'

export interface LiveRecorder {
  /** In the order of arrival. */
  take(capture: Capture, arrivedMs: number): void
  saw(event: TruthEvent): void
  /** Ends the file. Names the shoppers: `accountOf` turns a simulated person into the account that paid. */
  finish(receipts: readonly TrueReceipt[], accountOf: (person: string) => string): Promise<void>
}

/** What `clock` leaves out while it records, the devices were silent: so they are in the trace. */
export function liveRecorder(path: string, store: string, clock: Pick<StoreClock, 'epochMs'>): LiveRecorder {
  const startedAtMs = clock.epochMs
  const name = basename(path).replace(/\.jsonl(\.gz)?$/, '')
  const startedAt = new Date(startedAtMs).toISOString()
  const line = frameLine()
  const seqs = new Map<string, number>()
  const events: TruthEvent[] = []
  const leftOutMs = (): number => clock.epochMs - startedAtMs
  const written = writeTraceFile(path, { name, store, startedAt, inside: [], recorded: false }, line.frames)
  // A full disk is told when the run ends; until then it must not end the process.
  written.catch(() => {})

  return {
    take(capture, arrivedMs) {
      const seq = (seqs.get(capture.device) ?? 0) + 1
      seqs.set(capture.device, seq)
      const capturedMs = toTenth(capture.capturedMs + leftOutMs())
      line.put({ ...capture, seq, capturedMs, arrivedMs: toTenth(arrivedMs + leftOutMs()) })
    },
    saw: (event) => void events.push({ ...event, at: event.at + leftOutMs() }),
    async finish(receipts, accountOf) {
      line.end()
      await written
      const named = events.map((event): TrueEvent => ({ ...event, shopper: accountOf(event.shopper) }))
      const truth = { name, receipts, events: named.toSorted((a, b) => a.at - b.at) }
      await writeFile(truthPathOf(path), `${JSON.stringify(truth, null, 1)}\n`)
    },
  }
}

/** Frames put in at one end and read at the other, at whatever pace the disk has. */
function frameLine(): { put(frame: Frame): void; end(): void; readonly frames: AsyncIterable<Frame> } {
  const waiting: Frame[] = []
  let isOver = false
  let wake: (() => void) | undefined
  async function* frames(): AsyncGenerator<Frame> {
    for (;;) {
      yield* waiting.splice(0)
      if (isOver && waiting.length === 0) return
      if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const call = (): void => {
    wake?.()
    wake = undefined
  }
  return {
    put(frame) {
      waiting.push(frame)
      call()
    },
    end() {
      isOver = true
      call()
    },
    frames: frames(),
  }
}
