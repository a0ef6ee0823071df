import { prng } from '@store/kernel/prng.ts'
import { countAround, pickWeighted, shuffled } from './draws.ts'
import * as habits from './habits.ts'
import type { Turnout } from './recipe.ts'
import type { Scenario } from './scenario.ts'
import { ScriptWriter } from './script-writer.ts'
import type { Shop } from './shop.ts'

/** How likely each habit is to be the next thing a shopper does. */
export type Mix = readonly (readonly [habit: habits.Habit, weight: number])[]

export const plainMix: Mix = [
  [habits.takesOne, 10],
  [habits.putsBack, 1.2],
]
export const holdMix: Mix = [[habits.takesOne, 3], [habits.holds, 5]] // prettier-ignore
export const slowMix: Mix = [[habits.takesOne, 3], [habits.takesSlowly, 5]] // prettier-ignore
export const multipleMix: Mix = [
  [habits.takesOne, 2],
  [habits.takesSeveral, 3],
  [habits.takesTwoAtOnce, 2],
  [habits.takesTwoQuickly, 3],
  [habits.putsBack, 0.7],
]
export const touchMix: Mix = [
  [habits.takesOne, 4],
  [habits.touches, 4],
  [habits.restsHand, 2],
  [habits.looksAndReturns, 2],
]
export const misplaceMix: Mix = [
  [habits.takesOne, 5],
  [habits.misplaces, 3.5],
  [habits.takesStray, 3],
]
export const exchangeMix: Mix = [[habits.takesOne, 4], [habits.handsOver, 2]] // prettier-ignore
export const hardMix: Mix = [
  [habits.takesOne, 6],
  [habits.putsBack, 1.5],
  [habits.misplaces, 1],
  [habits.takesStray, 0.7],
  [habits.handsOver, 0.3],
  [habits.holds, 1],
  [habits.takesSlowly, 0.8],
  [habits.takesSeveral, 1],
  [habits.takesTwoAtOnce, 0.7],
  [habits.takesTwoQuickly, 1],
  [habits.touches, 1.5],
  [habits.restsHand, 0.6],
  [habits.looksAndReturns, 1],
  [habits.drops, 0.15],
]

/** Shoppers who come one after another and each do as the mix has it. */
export function shoppersWith(name: string, mix: Mix, shop: Shop, turnout: Turnout): Scenario {
  const shoppers = writers(shop, turnout)
  const strays: habits.Company['strays'] = []
  const turns = shoppers.flatMap((shopper) =>
    Array.from({ length: countAround(shopper.random, turnout.picksPerShopper) }, () => shopper),
  )
  // Written turn by turn: who waits for another's act waits for one written before, so no two wait for each other.
  for (const shopper of shuffled(prng(turnout.seed, 'turns'), turns)) {
    const [habit] = pickWeighted(shopper.random, mix, ([, weight]) => weight)
    habit(shopper, { others: shoppers.filter((one) => one !== shopper), strays })
  }
  return { name, people: shoppers.map((shopper) => shopper.person()) }
}

export function writers(shop: Shop, turnout: Turnout): ScriptWriter[] {
  return arrivals(turnout).map(
    (entersAtMs, i) =>
      new ScriptWriter(shop, turnout.seed, `shopper-${i + 1}`, { kind: 'shopper', entersAtMs, party: 1 }),
  )
}

/** When each shopper stands at the gate, milliseconds: the first soon, the others one to ten seconds apart. */
function arrivals({ shoppers, seed }: Turnout): number[] {
  const random = prng(seed, 'arrivals')
  let atMs = random.between(2_500, 4_000)
  return Array.from({ length: shoppers }, (_, i) => (atMs += i === 0 ? 0 : random.between(1_500, 10_000)))
}
