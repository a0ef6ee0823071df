import { prng } from '@store/kernel/prng.ts'
import { calmAfternoon } from '../calm-afternoon.ts'
import { crowd } from '../crowd.ts'
import * as habits from '../habits.ts'
import type { Turnout } from '../recipe.ts'
import type { Scenario } from '../scenario.ts'
import { plainMix, shoppersWith, type Mix } from '../shoppers.ts'
import type { Shop } from '../shop.ts'
import { weathers, type Weather } from '../weather.ts'

/** A kind of day that a running store can be given. */
export interface LiveScenario {
  readonly name: string
  /** One line for `--list`. */
  readonly about: string
  readonly usual: Omit<Turnout, 'seed'>
  /** Played again and again, another round each time, until it is stopped. */
  readonly isEndless: boolean
  readonly hasStaff: boolean
  readonly weather: Weather
  readonly write: (shop: Shop, turnout: Turnout) => Scenario
}

const strollMix: Mix = [
  [habits.takesOne, 10],
  [habits.putsBack, 1],
  [habits.touches, 1.5],
  [habits.looksAndReturns, 0.5],
]
const oneMix: Mix = [[habits.takesOne, 1]]

export const liveScenarios: readonly LiveScenario[] = [
  {
    name: 'calm-afternoon',
    about: 'endless: six visits a round, a family, a change of mind, two at one shelf; staff fill up',
    usual: { shoppers: 6, picksPerShopper: 4 },
    isEndless: true,
    hasStaff: true,
    weather: weathers.fair,
    write: withoutStaff(calmAfternoon),
  },
  {
    name: 'quiet-morning',
    about: 'a few shoppers, mostly alone in the store',
    usual: { shoppers: 5, picksPerShopper: 4 },
    isEndless: false,
    hasStaff: false,
    weather: weathers.fair,
    write: (shop, turnout) =>
      arriving(shoppersWith('quiet-morning', strollMix, shop, turnout), turnout, [25_000, 60_000]),
  },
  {
    name: 'lunch-rush',
    about: 'they come as fast as the gate lets them, until the store is full',
    usual: { shoppers: 24, picksPerShopper: 4 },
    isEndless: false,
    hasStaff: false,
    weather: weathers.real,
    write: (shop, turnout) => arriving(shoppersWith('lunch-rush', plainMix, shop, turnout), turnout, [1_000, 3_000]),
  },
  {
    name: 'one-shopper',
    about: 'one visit: a few picks, nobody else about',
    usual: { shoppers: 1, picksPerShopper: 4 },
    isEndless: false,
    hasStaff: false,
    weather: weathers.fair,
    write: (shop, turnout) => shoppersWith('one-shopper', oneMix, shop, turnout),
  },
  {
    name: 'two-at-one-shelf',
    about: 'two shoppers drawn to the same shelf, again and again within the same second',
    usual: { shoppers: 2, picksPerShopper: 3 },
    isEndless: false,
    hasStaff: false,
    weather: weathers.real,
    write: crowd,
  },
  {
    name: 'tagged-goods',
    about: 'as two-at-one-shelf, every unit with a tag, and a tag reader between the doors of the exit',
    usual: { shoppers: 2, picksPerShopper: 3 },
    isEndless: false,
    hasStaff: false,
    weather: { ...weathers.real, name: 'real, tags', rfid: weathers.foul.rfid },
    write: crowd,
  },
]

/** An endless day has staff of its own, who know what is missing. */
function withoutStaff(write: LiveScenario['write']): LiveScenario['write'] {
  return (shop, turnout) => {
    const { name, people } = write(shop, turnout)
    return { name, people: people.filter(({ role }) => role.kind !== 'staff') }
  }
}

/** The same people, arriving one after another with such pauses between them. */
function arriving({ name, people }: Scenario, { seed }: Turnout, pausesMs: readonly [number, number]): Scenario {
  const random = prng(seed, 'live-arrivals')
  let entersAtMs = 2_000
  return {
    name,
    people: people.map((person) => {
      if (person.role.kind !== 'shopper') return person
      const arrived = { ...person, role: { ...person.role, entersAtMs } }
      entersAtMs += random.between(...pausesMs)
      return arrived
    }),
  }
}
