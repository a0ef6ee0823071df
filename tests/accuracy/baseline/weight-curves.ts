import type { WeightFrame } from '@store/device-protocol/frame.ts'
import type { Gondola } from '@store/planogram/layout.ts'

/** What one shelf weighed, plate by plate, at its device's own rate; lost samples repeat the one before. */
export interface ShelfCurves {
  readonly shelf: number
  readonly rateHz: number
  readonly times: Float64Array
  /** `plates[plate - 1][sample]`, grams. */
  readonly plates: readonly Float32Array[]
}

/** One gondola's frames as curves: each frame once, in the order of its capture; plates that the layout lacks left out. */
export function curvesOf(gondola: Gondola, frames: readonly WeightFrame[]): ShelfCurves[] {
  const inOrder = [...new Map(frames.map((frame) => [frame.seq, frame])).values()].sort((a, b) => a.seq - b.seq)
  const count = inOrder.reduce((sum, { shape }) => sum + shape[0], 0)
  const rateHz = inOrder[0]?.rateHz ?? 60
  const times = new Float64Array(count)
  let at = 0
  for (const { capturedMs, shape, rateHz: hz } of inOrder)
    for (let i = 0; i < shape[0]; i++) times[at++] = capturedMs + (i * 1_000) / hz
  return gondola.shelves.map(({ index, plates }) => ({
    shelf: index,
    rateHz,
    times,
    plates: Array.from({ length: plates }, (_, i) => plateCurve(inOrder, index, i + 1, count)),
  }))
}

function plateCurve(frames: readonly WeightFrame[], shelf: number, plate: number, count: number): Float32Array {
  const curve = new Float32Array(count)
  let [at, last] = [0, Number.NaN]
  for (const { shape, grams } of frames) {
    const [samples, shelves, plates] = shape
    const isWired = shelf <= shelves && plate <= plates
    for (let i = 0; i < samples; i++) {
      const said = isWired ? grams[(i * shelves + shelf - 1) * plates + plate - 1]! : Number.NaN
      if (!Number.isNaN(said)) last = said
      curve[at++] = last
    }
  }
  return filledFromBehind(curve)
}

/** A plate that starts late weighed before what it says first; one that never speaks weighs nothing. */
function filledFromBehind(curve: Float32Array): Float32Array {
  const first = curve.findIndex((grams) => !Number.isNaN(grams))
  return first === -1 ? curve.fill(0) : curve.fill(curve[first]!, 0, first)
}
