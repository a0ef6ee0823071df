import { prng } from '@store/kernel/prng.ts'
import type { Product } from '@store/catalog/product.ts'
import { hardCases } from '@store/firmware-sim/hard-cases.ts'
import { plainMix, shoppersWith } from '@store/firmware-sim/shoppers.ts'
import { weathers } from '@store/firmware-sim/weather.ts'
import { smallShop } from './shops.ts'
import { simulated } from './simulated.ts'
import type { Suite } from './suite.ts'

/** The hard cases one by one, in small stores that differ with the seed. */
export const hardCaseSuites: readonly Suite[] = hardCases.map(({ name, about, usual, write, inWeather }) => ({
  name,
  about,
  group: 'hard case',
  seeds: { quick: 1, full: 16 },
  make: async (seed) => {
    const shop = await smallShop(seed)
    const scenario = write(shop, { ...usual, seed })
    return simulated({
      name: `${name}-${seed}`,
      seed,
      scenario,
      shop,
      weather: inWeather?.(weathers.real) ?? weathers.real,
    })
  },
}))

/** What the store believes its goods weigh is wrong for one in six of them. */
export const wrongWeightSuite: Suite = {
  name: 'wrong-unit-weight',
  about: 'two shoppers; the master data weighs one product in six 4 to 15 % wrong',
  group: 'hard case',
  seeds: { quick: 1, full: 16 },
  make: async (seed) => {
    const shop = await smallShop(seed)
    const scenario = shoppersWith('wrong-unit-weight', plainMix, shop, { shoppers: 2, picksPerShopper: 6, seed })
    const believed = relaunched(shop.products, seed)
    return simulated({ name: `wrong-unit-weight-${seed}`, seed, scenario, shop, weather: weathers.real, believed })
  },
}

/** A recipe or a size changed and nobody told the master data. */
function relaunched(products: readonly Product[], seed: number): Product[] {
  const random = prng(seed, 'relaunched')
  return products.map((product) => {
    const isOff = random.chance(1 / 6)
    const share = random.between(0.04, 0.15) * (random.chance(0.5) ? 1 : -1)
    return isOff ? { ...product, weightGrams: Math.round(product.weightGrams * (1 + share) * 10) / 10 } : product
  })
}
