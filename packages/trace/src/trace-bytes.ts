/** Test-only: traces made by hand. */
import type { Frame, TracksFrame, WeightFrame } from '@store/device-protocol/frame.ts'
import type { TraceHeader } from './header.ts'
import { readTrace, type TraceReader } from './read-trace.ts'
import { traceText } from './write-trace.ts'

export const header: TraceHeader = {
  name: 'by hand',
  store: 'nanostore',
  startedAt: '2026-01-05T09:00:00.000Z',
  inside: [],
  recorded: false,
}

/** Twelve samples of one plate at 60 Hz, a fifth of a second, said 0.1 s after capture. */
export function weightFrame(seq: number, more: Partial<WeightFrame> = {}): WeightFrame {
  const capturedMs = more.capturedMs ?? (seq - 1) * 200
  const shape = more.shape ?? [12, 1, 1]
  const grams = new Float32Array(shape[0] * shape[1] * shape[2]).fill(500)
  return {
    kind: 'weight',
    device: 'shelf-1',
    gondola: '1',
    rateHz: 60,
    seq,
    capturedMs,
    shape,
    grams,
    arrivedMs: capturedMs + 100,
    ...more,
  }
}

/** Nobody there, seen at 15 Hz and said 2.3 s after. */
export function tracksFrame(seq: number, more: Partial<TracksFrame> = {}): TracksFrame {
  const capturedMs = more.capturedMs ?? (seq - 1) * (1000 / 15)
  return { kind: 'tracks', device: 'tracker', seq, capturedMs, arrivedMs: capturedMs + 2300, tracks: [], ...more }
}

/** As silent as a gondola without its cable. */
export const nanFrame = (seq: number, more: Partial<WeightFrame> = {}): WeightFrame => ({
  ...weightFrame(seq, more),
  grams: weightFrame(seq, more).grams.fill(NaN),
})

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

export const byArrival = (...frames: readonly Frame[]): Frame[] => frames.toSorted((a, b) => a.arrivedMs - b.arrivedMs)

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export const traceBytes = (frames: readonly Frame[]): Uint8Array => bytesOf(textOf(frames))

/** Frames are equal when their text is, and a long text is compared much faster than many arrays. */
export const textOf = (frames: readonly Frame[]): string => [...traceText(header, frames)].join('')

export async function* inChunks(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export const readBytes = (bytes: Uint8Array, chunk?: number): Promise<Frame[]> =>
  framesIn(readTrace(inChunks(bytes, chunk), 'day.jsonl'))

export async function framesIn(opening: Promise<TraceReader>): Promise<Frame[]> {
  const frames: Frame[] = []
  for await (const batch of (await opening).batches) frames.push(...batch.map(({ frame }) => frame))
  return frames
}

/** What a refusal says; the promise fails when there is none. */
export async function refusalOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => Promise.reject(new Error('was not refused')),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}
