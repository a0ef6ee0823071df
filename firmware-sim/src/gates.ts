import { prng } from '@store/kernel/prng.ts'
import type { GateCross, GateScan } from '@store/device-protocol/frame.ts'
import { capturedAt, type Unsent } from './plate-physics.ts'
import type { Passage, Play } from './play.ts'
import type { Weather } from './weather.ts'

/** What the gates say: scans and crossings, each gate a device of its own. */
export function gateFrames(play: Play, seed: number, weather: Weather): (Unsent<GateScan> | Unsent<GateCross>)[] {
  const seqs = new Map<string, number>()
  return play.passages.map((passage) => {
    const { gate, says } = passage
    const seq = (seqs.get(gate) ?? 0) + 1
    seqs.set(gate, seq)
    const said = { kind: 'gate', device: gate, gate, seq, capturedMs: gateClock(passage, seed, weather) } as const
    return says.event === 'scan'
      ? { ...said, event: 'scan', shopper: says.shopper, party: says.party }
      : { ...said, event: 'cross', direction: says.direction }
  })
}

/** The gate's own clock; a second reader at the same gate shares it. */
export function gateClock({ gate, atMs }: Passage, seed: number, weather: Weather): number {
  return capturedAt(atMs, prng(seed, `clock/${gate}`).between(-1, 1) * weather.network.clockSkewMs)
}
