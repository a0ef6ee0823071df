import { prng, type Prng } from '@store/kernel/prng.ts'
import { capturedAt } from '../plate-physics.ts'
import type { Passage } from '../play.ts'
import { epcOf, strayUnits } from '../rfid.ts'
import type { Shop } from '../shop.ts'
import type { RfidWeather } from '../weather.ts'
import type { Capture } from './capture.ts'
import { readerDevice } from './devices.ts'

/**
 * The tag reader of one exit. A door contact wakes it when somebody steps in between the doors, and it sweeps again and
 * again until they are out: the second door waits for what it says, so it cannot wait for the second door.
 */
export interface ExitReader {
  readonly device: string
  /** Somebody goes through a door of this exit. By rising instants. */
  passed(passage: Passage): void
  /** What was swept until then and not told yet. */
  until(nowMs: number): Capture[]
}

/** A portal reports its inventory so often, milliseconds. */
const SWEEPS_EVERY_MS = 300
/**
 * Which tags a portal reads of somebody is mostly settled by how they lie in the bag: `readShare` of them can be read at
 * all, and each of these is in a sweep this often.
 */
const IN_EACH_SWEEP = 0.75

export function exitReader(gate: string, shop: Shop, seed: number, weather: RfidWeather, skewMs: number): ExitReader {
  const device = readerDevice(gate)
  const random = prng(seed, `rfid/${gate}`)
  /** By person between the doors, the tags that can be read: fixed while they stand there. */
  const between: (readonly string[])[] = []
  let strays: readonly string[] = []
  let passages: Passage[] = []
  let sweptMs = 0
  let people = 0

  function pass({ atMs, says }: Passage): void {
    if (says.event !== 'cross') return
    // One after the other, as they came in: there is room for one party, and nobody overtakes.
    if (says.direction === 'out') return void between.shift()
    if (between.length === 0) {
      strays = strayUnits(shop, weather, random, people).map(epcOf)
      sweptMs = atMs
    }
    people++
    between.push(says.carrying.filter(() => random.chance(weather.readShare)).map(epcOf))
  }

  function sweep(atMs: number): Capture {
    const near = [...strays, ...between.flat()]
    return { kind: 'rfid', device, gate, reads: seenOf(near, random), capturedMs: capturedAt(atMs, skewMs) }
  }

  return {
    device,
    passed: (passage) => void passages.push(passage),
    until(nowMs) {
      const sweeps: Capture[] = []
      for (;;) {
        const nextMs = between.length > 0 ? sweptMs + SWEEPS_EVERY_MS : Number.POSITIVE_INFINITY
        const [passage] = passages
        if (passage && passage.atMs <= Math.min(nowMs, nextMs)) {
          passages = passages.slice(1)
          pass(passage)
        } else if (nextMs <= nowMs) {
          sweptMs = nextMs
          sweeps.push(sweep(nextMs))
        } else return sweeps
      }
    },
  }
}

const seenOf = (epcs: readonly string[], random: Prng) =>
  epcs.filter(() => random.chance(IN_EACH_SWEEP)).map((epc) => ({ epc, rssi: random.integer(-72, -41) }))
