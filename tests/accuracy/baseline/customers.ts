import type { GateCross, GateScan, TracksFrame, Vec3 } from '@store/device-protocol/frame.ts'
import { distanceToSegment, plateCentre } from '@store/planogram/geometry.ts'
import type { Gondola, StoreLayout } from '@store/planogram/layout.ts'
import type { BaselinePolicy } from './policy.ts'
import type { ShelfEvent } from './shelf-events.ts'

/** Which track is which customer: the one nearest to the gate when the pass's owner walks in, and so for ever. */
export function customersOf(
  gates: readonly (GateScan | GateCross)[],
  tracks: readonly TracksFrame[],
  layout: StoreLayout,
  inside: readonly { readonly shopper: string; readonly track?: string | undefined }[],
): { readonly byTrack: ReadonlyMap<string, string>; readonly shoppers: ReadonlySet<string> } {
  const byTrack = new Map(inside.flatMap(({ shopper, track }) => (track === undefined ? [] : [[track, shopper]])))
  const shoppers = new Set(inside.map(({ shopper }) => shopper))
  const waiting = new Map<string, string[]>()
  for (const said of gates.toSorted((a, b) => a.capturedMs - b.capturedMs)) {
    const gate = layout.gates.find(({ id }) => id === said.gate)
    if (gate?.kind !== 'entry') continue
    const line = waiting.get(gate.id) ?? []
    waiting.set(gate.id, line)
    if (said.event === 'scan') {
      line.push(...Array.from({ length: said.party }, () => said.shopper))
      continue
    }
    const shopper = said.direction === 'in' ? line.shift() : undefined
    if (shopper === undefined) continue
    shoppers.add(shopper)
    const track = nearestTo(tracks, said.capturedMs, (id, [x, y]) =>
      byTrack.has(id) ? Number.POSITIVE_INFINITY : distanceToSegment([x, y], ...gate.line),
    )
    if (track !== undefined) byTrack.set(track, shopper)
  }
  return { byTrack, shoppers }
}

function nearestTo(
  tracks: readonly TracksFrame[],
  atMs: number,
  distanceOf: (id: string, head: Vec3) => number,
): string | undefined {
  const first = firstFrom(tracks, atMs - 250)
  let [nearest, least]: [string | undefined, number] = [undefined, AT_THE_GATE_METRES]
  for (let i = first; i < tracks.length && tracks[i]!.capturedMs <= atMs + 250; i++) {
    for (const { id, head } of tracks[i]!.tracks) {
      const away = distanceOf(id, head)
      if (away < least) [nearest, least] = [id, away]
    }
  }
  return nearest
}

const AT_THE_GATE_METRES = 1.5

/** The track with the body part, head or hand, that came nearest to what changed while the shelf was active. */
export function nearestTrack(
  event: ShelfEvent,
  gondola: Gondola,
  tracks: readonly TracksFrame[],
  policy: BaselinePolicy,
): string | undefined {
  const place = middleOf(event, gondola)
  let [nearest, least]: [string | undefined, number] = [undefined, Number.POSITIVE_INFINITY]
  const untilMs = Math.max(event.toMs, event.fromMs + policy.lookBeforeMs)
  for (let i = firstFrom(tracks, event.fromMs - policy.lookBeforeMs); i < tracks.length; i++) {
    const frame = tracks[i]!
    if (frame.capturedMs > untilMs) break
    for (const { id, head, hands } of frame.tracks) {
      for (const part of [head, ...hands]) {
        const away = Math.hypot(part[0] - place[0], part[1] - place[1], part[2] - place[2])
        if (away < least) [nearest, least] = [id, away]
      }
    }
  }
  return nearest
}

/** Where the change is, weighed by how much each plate changed. */
function middleOf({ shelf, plates }: ShelfEvent, gondola: Gondola): Vec3 {
  const board = gondola.shelves.find(({ index }) => index === shelf)!
  const all = plates.reduce((sum, { grams }) => sum + Math.abs(grams), 0)
  return plates.reduce<Vec3>(
    ([x, y, z], { plate, grams }) => {
      const share = all === 0 ? 1 / plates.length : Math.abs(grams) / all
      const [px, py, pz] = plateCentre(gondola, board, plate)
      return [x + px * share, y + py * share, z + pz * share]
    },
    [0, 0, 0],
  )
}

/** The first frame captured at `atMs` or later. */
function firstFrom(frames: readonly TracksFrame[], atMs: number): number {
  let [low, high] = [0, frames.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (frames[middle]!.capturedMs < atMs) low = middle + 1
    else high = middle
  }
  return low
}
