import type { Frame } from '@store/device-protocol/frame.ts'
import { direct } from './direct.ts'
import { gateFrames } from './gates.ts'
import { deliver } from './network.ts'
import { weightFrames } from './plate-physics.ts'
import type { Play } from './play.ts'
import { middleOf } from './points.ts'
import { rfidFrames } from './rfid.ts'
import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import { tracksFrames } from './tracker.ts'
import type { Weather } from './weather.ts'

/** What the devices said, in the order of arrival, and what really happened. */
export interface Simulation {
  readonly play: Play
  readonly frames: readonly Frame[]
}

/** Same scenario, shop, weather and seed: the same bytes in the same order, on any machine [SIM1]. */
export function simulate(scenario: Scenario, shop: Shop, weather: Weather, seed: number): Simulation {
  const play = direct(scenario, shop, seed, weather.plates.leakMost)
  const said = [
    ...shop.layout.gondolas.flatMap((gondola) => weightFrames(gondola, play, seed, weather)),
    ...tracksFrames(play, middleOf(shop.layout.floor), seed, weather),
    ...gateFrames(play, seed, weather),
    ...rfidFrames(play, shop, seed, weather),
  ]
  return { play, frames: deliver(said, seed, weather.network) }
}
