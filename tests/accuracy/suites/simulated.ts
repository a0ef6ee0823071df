import type { Product } from '@store/catalog/product.ts'
import type { Frame } from '@store/device-protocol/frame.ts'
import type { Scenario } from '@store/firmware-sim/scenario.ts'
import type { Shop } from '@store/firmware-sim/shop.ts'
import { simulate } from '@store/firmware-sim/simulate.ts'
import { truthOf } from '@store/firmware-sim/truth.ts'
import type { Weather } from '@store/firmware-sim/weather.ts'
import { happenedIn } from '../score/causes.ts'
import { modelOf } from './shops.ts'
import type { Material } from './suite.ts'

export interface Staged {
  readonly name: string
  readonly seed: number
  readonly scenario: Scenario
  readonly shop: Shop
  readonly weather: Weather
  /** What the store's master data says the goods weigh, where that is not the truth. */
  readonly believed?: readonly Product[]
  /** Also plays the visit over this network: what is scored are the receipts of the worse one. */
  readonly cleanNetwork?: Weather['network']
}

/** Plays what was staged through simulated sensors. */
export function simulated({ name, seed, scenario, shop, weather, believed, cleanNetwork }: Staged): Material {
  const { play, frames } = simulate(scenario, shop, weather, seed)
  const clean = cleanNetwork && simulate(scenario, shop, { ...weather, network: cleanNetwork }, seed).frames
  return {
    name,
    quality: weather.tracker.hands === 'never' ? `${weather.name}, heads only` : weather.name,
    store: modelOf(shop, believed),
    frames: frames satisfies readonly Frame[],
    inside: [],
    truth: truthOf(name, play).receipts,
    happened: happenedIn(scenario, play, shop, weather, seed),
    shoppers: scenario.people.filter(({ role }) => role.kind === 'shopper').length,
    ...(clean && { clean }),
  }
}
