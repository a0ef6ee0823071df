import { prng } from '@store/kernel/prng.ts'
import { misplaces, neighboursOf, putsBack, takesOne, takesSeveral, touches, type Company } from './habits.ts'
import type { Turnout } from './recipe.ts'
import type { Person, Scenario } from './scenario.ts'
import { placeOf, ScriptWriter } from './script-writer.ts'
import type { Shop } from './shop.ts'

/**
 * Three to four quiet minutes, for showing: visits that overlap a little. Among them one puts a thing back, one leaves it
 * in a wrong place, one brings a child along, two meet at one shelf, and a member of staff fills up meanwhile.
 */
export function calmAfternoon(shop: Shop, turnout: Turnout): Scenario {
  const random = prng(turnout.seed, 'calm-afternoon')
  const names = [...NAMES, ...Array.from({ length: turnout.shoppers }, (_, i) => `guest-${i + 1}`)]
  let entersAtMs = 3_500
  const shoppers = names.slice(0, turnout.shoppers).map((name, i) => {
    const bringsChild = i === FAMILY
    const role = { kind: 'shopper', entersAtMs, party: bringsChild ? 2 : 1 } as const
    entersAtMs += random.between(22_000, 42_000)
    return new ScriptWriter(shop, turnout.seed, name, role)
  })
  const company: Company = { others: [], strays: [] }
  for (const [i, shopper] of shoppers.entries()) {
    const picks = Math.max(1, turnout.picksPerShopper + random.integer(-1, 1))
    for (let n = 0; n < picks; n++) takesOne(shopper)
    if (i === CHANGES_THEIR_MIND) putsBack(shopper)
    if (i === LEAVES_A_STRAY) misplaces(shopper, company)
    if (i === TAKES_A_LOT) takesSeveral(shopper, company)
    if (random.chance(0.3)) touches(shopper, company)
  }
  meetAtOneShelf(shoppers[MEETING[0]], shoppers[MEETING[1]])
  const people = [
    ...shoppers.map((shopper) => shopper.person()),
    ...child(shop, turnout, shoppers[FAMILY]),
    staff(shop, turnout),
  ]
  return { name: 'calm-afternoon', people }
}

const NAMES = ['ana', 'ben', 'chi', 'dov', 'eli', 'fay', 'gus', 'hana'] as const
const [CHANGES_THEIR_MIND, FAMILY, LEAVES_A_STRAY, TAKES_A_LOT] = [0, 2, 3, 4] as const
const MEETING = [0, 1] as const

/** The second one comes up to the shelf that the first one stands at, and both reach in within a second. */
function meetAtOneShelf(first: ScriptWriter | undefined, second: ScriptWriter | undefined): void {
  if (first === undefined || second === undefined) return
  const atMs = second.entersAtMs + 22_000
  const grab = first.wishes()
  first.picks([grab], { atMs })
  const acts = [...second.acts]
  second.acts.length = 0
  second.picks([second.wishes(1, neighboursOf(second, grab))], { atMs: atMs + 600 })
  second.acts.push(...acts)
}

/** Comes in on a parent's pass, and takes one thing that the parent pays for. */
function child(shop: Shop, turnout: Turnout, parent: ScriptWriter | undefined): Person[] {
  if (parent === undefined) return []
  const writer = new ScriptWriter(shop, turnout.seed, `${parent.id}-child`, { kind: 'guest', host: parent.id })
  takesOne(writer)
  return [writer.person()]
}

function staff(shop: Shop, turnout: Turnout): Person {
  const random = prng(turnout.seed, 'staff')
  const facing = random.pick(shop.facings)
  const put = { gtin: facing.gtin, quantity: 3, place: placeOf(facing) }
  return { id: 'staff-1', role: { kind: 'staff' }, acts: [{ do: 'restock', put, looksMs: 40_000 }] }
}
