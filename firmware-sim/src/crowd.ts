import { prng } from '@store/kernel/prng.ts'
import { countAround } from './draws.ts'
import { putsBack } from './habits.ts'
import type { Turnout } from './recipe.ts'
import type { Scenario } from './scenario.ts'
import { writers } from './shoppers.ts'
import type { Shop } from './shop.ts'

/** Once everyone is in, they meet at one shelf about this often, milliseconds: time to walk over and look. */
const MEET_EVERY_MS = [11_000, 17_000] as const

/**
 * Everyone is drawn to the same shelf at once: picks within `withinMs` of each other (a second), on the same or the next
 * plates.
 */
export function crowd(shop: Shop, turnout: Turnout, withinMs = 1_000): Scenario {
  const random = prng(turnout.seed, 'crowd')
  const shoppers = writers(shop, turnout)
  let meetMs = Math.max(...shoppers.map(({ entersAtMs }) => entersAtMs)) + 9_000
  const rounds = Math.max(1, countAround(random, turnout.picksPerShopper))
  for (let round = 0; round < rounds; round++) {
    const { gondola, shelf } = random.pick(shop.facings)
    const oneShelf = shop.facings.filter((facing) => facing.gondola === gondola && facing.shelf === shelf)
    const around = shop.facings.filter((facing) => facing.gondola === gondola && Math.abs(facing.shelf - shelf) <= 1)
    const same = random.pick(oneShelf)
    for (const shopper of shoppers) {
      if (shopper.random.chance(0.15)) continue
      const among = shopper.random.chance(0.4) ? [same] : shopper.random.chance(0.6) ? oneShelf : around
      shopper.picks([shopper.wishes(1, among)], { atMs: meetMs + shopper.random.between(0, withinMs) })
      if (shopper.random.chance(0.12)) putsBack(shopper)
    }
    meetMs += random.between(...MEET_EVERY_MS) + withinMs - 1_000
  }
  return { name: 'crowd', people: shoppers.map((shopper) => shopper.person()) }
}
