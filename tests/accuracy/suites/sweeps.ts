import { plainMix, shoppersWith } from '@store/firmware-sim/shoppers.ts'
import { weathers, type Weather } from '@store/firmware-sim/weather.ts'
import { madeShop, smallShop } from './shops.ts'
import { simulated } from './simulated.ts'
import type { Suite } from './suite.ts'

const { real } = weathers

/** How much louder than measured plates and tracker are in each of the noise suites. */
export const NOISE_FACTORS = [0.5, 1, 2, 4, 8] as const
/** How many shop at once, and in how many gondolas: what a store of that size is built for, and more. */
export const CROWDS = [
  [1, 5],
  [2, 5],
  [5, 8],
  [10, 12],
  [20, 20],
  [50, 40],
] as const
export const SIZES = [5, 10, 20, 40] as const

export const noiseSuites: readonly Suite[] = NOISE_FACTORS.map((factor) => ({
  name: `noise-x${factor}`,
  about: `three shoppers at random; noise of plates and tracker is ${factor} times what was measured`,
  group: 'condition',
  seeds: { quick: 1, full: 8 },
  make: async (seed) => {
    const shop = await smallShop(seed)
    const scenario = shoppersWith('noise', plainMix, shop, { shoppers: 3, picksPerShopper: 5, seed })
    return simulated({ name: `noise-x${factor}-${seed}`, seed, scenario, shop, weather: louder(real, factor) })
  },
}))

export const crowdSuites: readonly Suite[] = CROWDS.map(([shoppers, gondolas]) => ({
  name: `crowd-of-${shoppers}`,
  about: `${shoppers} shoppers at random in ${gondolas} gondolas`,
  group: 'size',
  seeds: shoppers < 20 ? { quick: 1, full: 6 } : { quick: 0, full: 50 / shoppers },
  make: async (seed) => {
    const shop = madeShop(seed, gondolas)
    const scenario = shoppersWith('crowd-of', plainMix, shop, { shoppers, picksPerShopper: 5, seed })
    return simulated({ name: `crowd-of-${shoppers}-${seed}`, seed, scenario, shop, weather: real })
  },
}))

export const sizeSuites: readonly Suite[] = SIZES.map((gondolas) => ({
  name: `gondolas-${gondolas}`,
  about: `four shoppers at random in a store of ${gondolas} gondolas`,
  group: 'size',
  seeds: { quick: gondolas < 40 ? 1 : 0, full: 6 },
  make: async (seed) => {
    const shop = madeShop(seed, gondolas)
    const scenario = shoppersWith('gondolas', plainMix, shop, { shoppers: 4, picksPerShopper: 5, seed })
    return simulated({ name: `gondolas-${gondolas}-${seed}`, seed, scenario, shop, weather: real })
  },
}))

function louder(weather: Weather, factor: number): Weather {
  const { plates, tracker } = weather
  const [low, high] = plates.ringingGrams
  return {
    ...weather,
    name: `real, noise x${factor}`,
    plates: { ...plates, noiseGrams: plates.noiseGrams * factor, ringingGrams: [low * factor, high * factor] },
    tracker: {
      ...tracker,
      noiseMetres: tracker.noiseMetres * factor,
      swayMetres: tracker.swayMetres * factor,
      handNoiseMetres: tracker.handNoiseMetres * factor,
    },
  }
}
