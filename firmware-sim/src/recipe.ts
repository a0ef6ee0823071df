import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Weather } from './weather.ts'

/** How many come, how much they do, and which of all such afternoons it is. */
export interface Turnout {
  readonly shoppers: number
  /** On average; every shopper draws their own. */
  readonly picksPerShopper: number
  readonly seed: number
}

/** A kind of afternoon that can be written for any store. */
export interface Recipe {
  readonly name: string
  /** One line for `--list`. */
  readonly about: string
  readonly usual: Omit<Turnout, 'seed'>
  readonly write: (shop: Shop, turnout: Turnout) => Scenario
  /** What this scenario needs of the weather, on top of whatever weather is chosen. */
  readonly inWeather?: (weather: Weather) => Weather
}
