import { prng } from '@store/kernel/prng.ts'
import type { Vec3 } from '@store/device-protocol/frame.ts'
import type { Point } from '@store/planogram/layout.ts'
import { countAround } from './draws.ts'
import { toMillimetre } from './gondola-frame.ts'
import { trackId } from './track-ids.ts'
import type { TrackerWeather } from './weather.ts'

/** A head that nobody wears: a trolley, a reflection, a coat over a basket. It stands where it stands. */
export interface Ghost {
  readonly id: string
  readonly fromMs: number
  readonly toMs: number
  readonly at: Vec3
}

export function ghostsOf(lastsMs: number, [x, y]: Point, seed: number, weather: TrackerWeather): Ghost[] {
  const random = prng(seed, 'ghosts')
  const count = countAround(random, (weather.ghostsPerMinute * lastsMs) / 60_000)
  return Array.from({ length: count }, () => {
    const fromMs = random.between(0, lastsMs)
    const at = [x + random.between(-1.5, 1.5), y + random.between(-1, 1), random.between(1, 1.7)] as const
    const [gx, gy, gz] = at
    return {
      id: trackId(random),
      fromMs,
      toMs: fromMs + random.between(500, 6_000),
      at: [toMillimetre(gx), toMillimetre(gy), toMillimetre(gz)],
    }
  })
}
