import { crowd } from '@store/firmware-sim/crowd.ts'
import type { Scenario } from '@store/firmware-sim/scenario.ts'
import type { Shop } from '@store/firmware-sim/shop.ts'
import * as mixes from '@store/firmware-sim/shoppers.ts'
import { headsOnly, manyIds, weathers, type Weather } from '@store/firmware-sim/weather.ts'
import { isNanostoreHere, nanostore, smallShop } from './shops.ts'
import { simulated } from './simulated.ts'
import type { Suite } from './suite.ts'

const { fair, real, foul } = weathers

/** Portal and tags as measured (rfid-sweeps-detego), with the other sensors as in `real`. */
const withTags: Weather = { ...real, name: 'real, tags', rfid: foul.rfid }

/**
 * A crowd takes some seconds for what six in one second do in the hard case of that name: elbow to elbow one reaches about
 * every other second, as hands do that wait for each other (MERL: reach, stay and retraction take 3.5 s).
 */
const CROWDING_MS = 10_000

interface Kind extends Pick<Suite, 'name' | 'about' | 'requiredF1' | 'winnerF1' | 'isPlain'> {
  readonly weather: Weather
  readonly write: (shop: Shop, seed: number) => Scenario
}

/** The kinds of visit for which a figure is required. */
const kinds: readonly Kind[] = [
  {
    name: 'one-shopper',
    about: 'one shopper at random: picks, and a few put-backs',
    requiredF1: 0.98,
    winnerF1: 0.907,
    isPlain: true,
    weather: real,
    write: (shop, seed) => mixes.shoppersWith('one-shopper', mixes.plainMix, shop, { shoppers: 1, picksPerShopper: 6, seed }),
  },
  {
    name: 'two-shoppers',
    about: 'two shoppers at random',
    requiredF1: 0.97,
    winnerF1: 0.927,
    isPlain: true,
    weather: real,
    write: (shop, seed) => mixes.shoppersWith('two-shoppers', mixes.plainMix, shop, { shoppers: 2, picksPerShopper: 6, seed }),
  },
  {
    name: 'six-crowding',
    about: 'six shoppers who crowd around one shelf, all of them picking within ten seconds',
    requiredF1: 0.94,
    winnerF1: 0.757,
    weather: real,
    write: (shop, seed) => crowd(shop, { shoppers: 6, picksPerShopper: 4, seed }, CROWDING_MS),
  },
  {
    name: 'hard-mix',
    about: 'misplacing, holding, slow, multiple, touching, passing on, dropping',
    requiredF1: 0.92,
    winnerF1: 0.739,
    weather: real,
    write: (shop, seed) => mixes.shoppersWith('hard-mix', mixes.hardMix, shop, { shoppers: 3, picksPerShopper: 5, seed }),
  },
  {
    name: 'id-changes',
    about: 'two shoppers, and a tracker that loses each some two times a minute',
    requiredF1: 0.95,
    winnerF1: 0.577,
    weather: { ...manyIds(real), name: 'real, ids change' },
    write: (shop, seed) => mixes.shoppersWith('id-changes', mixes.plainMix, shop, { shoppers: 2, picksPerShopper: 6, seed }),
  },
  {
    name: 'heads-only',
    about: 'two shoppers, and a tracker that sees no hands',
    requiredF1: 0.91,
    winnerF1: 0.829,
    weather: headsOnly(real),
    write: (shop, seed) => mixes.shoppersWith('heads-only', mixes.plainMix, shop, { shoppers: 2, picksPerShopper: 6, seed }),
  },
  {
    name: 'rfid-crowd',
    about: 'tagged goods, a portal at the exit, four shoppers who crowd',
    requiredF1: 0.97,
    winnerF1: 0.747,
    weather: withTags,
    write: (shop, seed) => crowd(shop, { shoppers: 4, picksPerShopper: 3, seed }, CROWDING_MS),
  },
  {
    name: 'rfid-misplace',
    about: 'tagged goods, a portal at the exit, three shoppers who misplace among equal weights',
    requiredF1: 0.97,
    winnerF1: 0.747,
    weather: withTags,
    write: (shop, seed) => mixes.shoppersWith('rfid-misplace', mixes.misplaceMix, shop, { shoppers: 3, picksPerShopper: 5, seed }),
  },
] // prettier-ignore

export const requiredSuites: readonly Suite[] = kinds.flatMap((kind) => [ownStores(kind), inNanostore(kind)])

/** Frames lost, repeated and overtaken: the receipts are those of the same visit over a good network. */
export const networkSuite: Suite = {
  name: 'lost-repeated-reordered',
  about: 'one frame in a hundred lost, one in fifty twice, one in fifty late: receipts must be those of the clean run',
  group: 'required',
  seeds: { quick: 2, full: 12 },
  make: async (seed) => {
    const shop = await smallShop(seed)
    const scenario = mixes.shoppersWith('network', mixes.plainMix, shop, { shoppers: 3, picksPerShopper: 4, seed })
    const { lossShare, repeatShare, lateShare } = foul.network
    const weather = {
      ...real,
      name: 'real, bad network',
      network: { ...real.network, lossShare, repeatShare, lateShare },
    }
    return simulated({ name: `network-${seed}`, seed, scenario, shop, weather, cleanNetwork: { ...real.network, lossShare: 0, repeatShare: 0, lateShare: 0 } }) // prettier-ignore
  },
}

/** The same two visits through sensors from a brochure to an ill-kept store. */
export const qualitySuites: readonly Suite[] = [fair, real, foul, headsOnly(foul)].map((weather) => ({
  name: `quality-${weather.name}${weather.tracker.hands === 'never' ? '-heads-only' : ''}`,
  about: `three shoppers at random, sensors: ${weather.name}${weather.tracker.hands === 'never' ? ', no hands' : ''}`,
  group: 'condition',
  seeds: { quick: 1, full: 12 },
  make: async (seed) => {
    const shop = await smallShop(seed)
    const scenario = mixes.shoppersWith('quality', mixes.plainMix, shop, { shoppers: 3, picksPerShopper: 5, seed })
    return simulated({ name: `${weather.name}-${seed}`, seed, scenario, shop, weather })
  },
}))

function ownStores({ weather, write, ...kind }: Kind): Suite {
  return {
    ...kind,
    group: 'required',
    seeds: { quick: 2, full: 24 },
    make: async (seed) => {
      const shop = await smallShop(seed)
      return simulated({ name: `${kind.name}-${seed}`, seed, scenario: write(shop, seed), shop, weather })
    },
  }
}

function inNanostore({ weather, write, ...kind }: Kind): Suite {
  return {
    ...kind,
    name: `nanostore-${kind.name}`,
    about: `${kind.about}; among the goods of a real shop, of which three in four have a twin`,
    group: 'nanostore',
    seeds: { quick: 1, full: 12 },
    ...(isNanostoreHere ? {} : { missing: 'needs ../shared/nanostore' }),
    make: async (seed) => {
      const shop = await nanostore()
      return simulated({ name: `nanostore-${kind.name}-${seed}`, seed, scenario: write(shop, seed), shop, weather })
    },
  }
}
