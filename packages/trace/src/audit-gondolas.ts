import type { WeightFrame } from '@store/device-protocol/frame.ts'
import type { AuditPolicy, Refuse } from './audit.ts'
import type { FrameWindow, SeenFrame } from './frame-window.ts'

/** Finds the gondolas that changed their shape or say nothing. Single plates without a signal are none of its business. */
export function createGondolaAudit(policy: AuditPolicy, refuse: Refuse): GondolaAudit {
  const gondolas = new Map<string, Gondola>()

  const keptItsShape = (frame: SeenFrame, { shape: [, shelves, plates] }: WeightFrame, gondola: Gondola): void => {
    if (gondola.shelves === shelves && gondola.plates === plates) return
    throw refuse(
      frame.line,
      `gondola ${frame.gist} has ${shelves} shelves of ${plates} plates here, and ${gondola.shelves} of ${gondola.plates} before`,
      'A gondola does not change in mid-trace: two devices speak under one name, or one was set up anew.',
    )
  }

  return {
    said(seen, frame, window) {
      const [, shelves, plates] = frame.shape
      let gondola = gondolas.get(frame.gondola)
      if (!gondola) gondolas.set(frame.gondola, (gondola = { shelves, plates, hasSpoken: false, silentMs: 0, line: 0 }))
      keptItsShape(seen, frame, gondola)
      if (seen.silentMs === 0) {
        gondola.hasSpoken = true
        return
      }
      gondola.silentMs += seen.silentMs
      gondola.line = seen.line
      const silentMs = silenceAround(seen, window, policy.silentGondolaMs)
      if (silentMs >= policy.silentGondolaMs - ROUNDING_MS) throw silent(seen.line, frame.gondola, silentMs)
    },
    end() {
      for (const [name, { hasSpoken, silentMs, line }] of gondolas) if (!hasSpoken) throw silent(line, name, silentMs)
    },
  }

  function silent(line: number, gondola: string, silentMs: number) {
    return refuse(
      line,
      `gondola ${gondola} has said nothing but NaN for ${(silentMs / 1000).toFixed(1)} s`,
      'Its scale is not connected, or its converter is broken: mend it, and record again.',
    )
  }
}

type Gondola = { shelves: number; plates: number; hasSpoken: boolean; silentMs: number; line: number }

export interface GondolaAudit {
  /** For every new weight frame, once it stands in its device's window. */
  said(seen: SeenFrame, frame: WeightFrame, window: FrameWindow): void
  end(): void
}

/** Allows for thirds of a millisecond that do not add up: ten frames of 12 samples at 60 a second are two seconds. */
const ROUNDING_MS = 1e-6

/**
 * How long this gondola has said nothing around this frame, in the order of its device's numbers, and no further than
 * is enough. A missing number ends the silence: what it said is not known, and it may yet arrive.
 */
function silenceAround(frame: SeenFrame, window: FrameWindow, enoughMs: number): number {
  let totalMs = frame.silentMs
  for (const neighbour of [(seq: number) => window.before(seq), (seq: number) => window.after(seq)]) {
    let here = frame
    for (let next = neighbour(here.seq); next && totalMs < enoughMs - ROUNDING_MS; next = neighbour(here.seq)) {
      if (Math.abs(next.seq - here.seq) !== 1) break
      if (next.gist === frame.gist && next.kind === 'weight') {
        if (next.silentMs === 0) break
        totalMs += next.silentMs
      }
      here = next
    }
  }
  return totalMs
}
