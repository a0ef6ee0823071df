import { prng, type Prng } from '@store/kernel/prng.ts'
import type { Facing } from '@store/planogram/layout.ts'
import { crowd } from './crowd.ts'
import { shuffled } from './draws.ts'
import * as habits from './habits.ts'
import type { Recipe, Turnout } from './recipe.ts'
import type { Person, Scenario } from './scenario.ts'
import { placeOf, type ScriptWriter } from './script-writer.ts'
import { plainMix, shoppersWith, writers, type Mix } from './shoppers.ts'
import type { Shop } from './shop.ts'
import { failingPlates, hiddenPeople, manyIds, mergingTracks, type Weather } from './weather.ts'

/** What makes attribution hard, one thing at a time: each recipe is mostly that, among plain picks. */
export const hardCases: readonly Recipe[] = [
  mixed('several-units', 'two to four units of one product in one grab', [[habits.takesOne, 1], [severalUnits, 4]]),
  mixed('different-products', 'two products in one grab', [[habits.takesOne, 1], [habits.takesTwoAtOnce, 4]]),
  meetings('same-second', 'two shoppers at one facing in the same second; now and then one of them only touches', 2, sameSecond),
  meetings('crossed-hands', 'two shoppers who each reach for what the other stands before', 2, crossedHands),
  meetings('very-close', 'three shoppers who press shoulder to shoulder, picking within four seconds', 3, veryClose, 0.28),
  mixed('put-back-right', 'things put back where they belong', [[habits.takesOne, 3], [habits.putsBack, 2.5]]),
  mixed('put-back-wrong', 'things put back among others of their weight', [[habits.takesOne, 3], [habits.misplaces, 2]]),
  mixed('put-back-swapped', 'two things of one weight, each put back in the place of the other', [[habits.takesOne, 1.5], [swapsTwins, 2]]),
  mixed('stray-bought', 'a misplaced thing bought by somebody else', [[habits.takesOne, 3], [habits.misplaces, 3], [habits.takesStray, 4]]),
  mixed('hold-then-take', 'things held between hand and plate, then taken or let be', [[habits.takesOne, 1], [habits.holds, 4]]),
  mixed('touch-without-taking', 'hands that press or rest and take nothing', [[habits.takesOne, 2], [habits.touches, 3], [habits.restsHand, 2]]),
  mixed('very-slow-lift', 'loads that leave or come over seconds', [[habits.takesOne, 1], [habits.takesSlowly, 4]]),
  mixed('hand-to-hand', 'things passed on, silently', [[habits.takesOne, 3], [habits.handsOver, 2]]),
  mixed('hand-to-hand-put-back', 'things passed on, then put back by who received them', [[habits.takesOne, 3], [passedOnAndPutBack, 2]]),
  mixed('left-on-the-floor', 'things dropped, and left there', [[habits.takesOne, 3], [habits.drops, 2]]),
  inWeather('plate-sticks', 'plates that begin to stick in mid-visit', failingPlates('sticks')),
  inWeather('plate-drifts', 'plates that begin to drift in mid-visit', failingPlates('drifts')),
  inWeather('plate-saturates', 'plates that saturate in mid-visit', failingPlates('saturates')),
  inWeather('plate-loses-samples', 'plates that lose more than half of their samples', failingPlates('loses samples')),
  inWeather('plate-dies', 'plates that die in mid-visit', failingPlates('dies')),
  inWeather('track-changes-id', 'a tracker that loses each shopper some two times a minute', manyIds),
  inWeather('tracks-merge', 'a tracker that takes two shoppers who are close for one', mergingTracks),
  inWeather('track-disappears', 'shoppers who are not seen for seconds', hiddenPeople),
  { name: 'restocked-by-staff', about: 'staff who fill up where shoppers shop', usual: { shoppers: 2, picksPerShopper: 5 }, write: restocked },
  { name: 'six-in-one-second', about: 'six shoppers at one shelf, all picking within a second', usual: { shoppers: 6, picksPerShopper: 3 }, write: (shop, turnout) => crowd(shop, turnout) },
] // prettier-ignore

function mixed(name: string, about: string, mix: Mix): Recipe {
  const usual = { shoppers: 2, picksPerShopper: 5 }
  return { name, about, usual, write: (shop, turnout) => shoppersWith(name, mix, shop, turnout) }
}

function inWeather(name: string, about: string, change: (weather: Weather) => Weather): Recipe {
  return { ...mixed(name, about, plainMix), inWeather: change }
}

/** What the members of a group do when they are at `atMs` at one shelf. */
type Meeting = (group: readonly ScriptWriter[], atMs: number, random: Prng) => void

function meetings(name: string, about: string, shoppers: number, meet: Meeting, elbowRoomMetres?: number): Recipe {
  return {
    name,
    about,
    usual: { shoppers, picksPerShopper: 4 },
    write(shop, turnout): Scenario {
      const random = prng(turnout.seed, name)
      const group = writers(shop, turnout)
      let atMs = Math.max(...group.map(({ entersAtMs }) => entersAtMs)) + 9_000
      for (let round = 0; round < turnout.picksPerShopper; round++) {
        meet(group, atMs, random)
        atMs += random.between(12_000, 17_000)
      }
      const people = group.map((shopper) => shopper.person())
      return { name, people, ...(elbowRoomMetres !== undefined && { elbowRoomMetres }) }
    },
  }
}

function severalUnits(shopper: ScriptWriter): void {
  shopper.picks([shopper.wishes(shopper.random.integer(2, 4))])
}

function sameSecond(group: readonly ScriptWriter[], atMs: number, random: Prng): void {
  const facing = random.pick(group[0]!.shop.facings)
  const toucher = random.chance(0.3) ? random.integer(0, group.length - 1) : -1
  for (const [i, shopper] of group.entries()) {
    const at = atMs + shopper.random.between(0, 1_000)
    if (i === toucher) shopper.does({ do: 'touch', place: placeOf(facing), atMs: at })
    else shopper.picks([shopper.wishes(1, [facing])], { atMs: at })
  }
}

/** Each stands before the facing that the other one reaches for, within a second or two. */
function crossedHands(group: readonly ScriptWriter[], atMs: number, random: Prng): void {
  const { shop } = group[0]!
  const [one, other] = sideBySide(shop, random) ?? [random.pick(shop.facings), random.pick(shop.facings)]
  for (const [shopper, reachedFor, stoodBefore] of [
    [group[0]!, one, other],
    [group[1]!, other, one],
  ] as const)
    // prettier-ignore
    shopper.picks([shopper.wishes(1, [reachedFor])], {
      atMs: atMs + shopper.random.between(0, 1_800),
      standsBefore: placeOf(stoodBefore),
    })
}

/** Two facings on one gondola within an arm's reach across somebody else. */
function sideBySide({ facings, layout }: Shop, random: Prng): readonly [Facing, Facing] | undefined {
  for (const one of shuffled(random, facings)) {
    const width = layout.gondolas.find(({ id }) => id === one.gondola)!.plateWidth
    const fitting = facings.filter((other) => {
      const apart = Math.abs(middleOf(other) - middleOf(one)) * width
      return other.gondola === one.gondola && Math.abs(other.shelf - one.shelf) <= 1 && apart >= 0.4 && apart <= 0.65
    })
    if (fitting.length > 0) return [one, random.pick(fitting)]
  }
  return undefined
}

const middleOf = ({ plates }: Facing): number => plates.reduce((sum, plate) => sum + plate, 0) / plates.length

function veryClose(group: readonly ScriptWriter[], atMs: number, random: Prng): void {
  const { shop } = group[0]!
  const { gondola, shelf } = random.pick(shop.facings)
  const around = shop.facings.filter((one) => one.gondola === gondola && Math.abs(one.shelf - shelf) <= 1)
  const middle = middleOf(random.pick(around))
  const near = around.filter((one) => Math.abs(middleOf(one) - middle) <= 3)
  for (const shopper of group)
    shopper.picks([shopper.wishes(1, near)], { atMs: atMs + shopper.random.between(0, 4_000) })
}

/** Takes one and its twin, then puts each down where the other belongs: afterwards both lie wrong. */
function swapsTwins(shopper: ScriptWriter): void {
  const grab = shopper.wishes()
  const elsewhere = habits.wrongPlaceFor(shopper, grab)
  const twin = shopper.shop.facings.find((one) => samePlace(placeOf(one), elsewhere))
  if (twin === undefined) return habits.takesOne(shopper)
  const other = { gtin: twin.gtin, quantity: 1, place: elsewhere }
  shopper.picks([grab])
  shopper.picks([other])
  shopper.puts(grab, elsewhere)
  if (shopper.random.chance(0.6)) shopper.puts(other, grab.place)
}

const samePlace = (one: ReturnType<typeof placeOf>, other: ReturnType<typeof placeOf>): boolean =>
  one.gondola === other.gondola && one.shelf === other.shelf && one.plates.join() === other.plates.join()

/** The receiver puts it back at once: the shelf then tells who had it. */
function passedOnAndPutBack(shopper: ScriptWriter, company: habits.Company): void {
  const before = new Set(company.others.flatMap(({ holding }) => holding))
  habits.handsOver(shopper, company)
  for (const other of company.others) {
    const received = other.holding.find((held) => !before.has(held))
    if (received !== undefined) other.puts(received, received.place)
  }
}

/** A member of staff fills up facings, and shoppers take from the same ones. */
function restocked(shop: Shop, turnout: Turnout): Scenario {
  const random = prng(turnout.seed, 'restocked')
  const shoppers = writers(shop, turnout)
  const filled = shuffled(random, shop.facings).slice(0, 3)
  for (const shopper of shoppers)
    for (let i = 0; i < turnout.picksPerShopper; i++)
      shopper.picks([shopper.random.chance(0.4) ? shopper.wishes(1, filled) : shopper.wishes()])
  const staff: Person = {
    id: 'staff-1',
    role: { kind: 'staff' },
    acts: filled.map((facing, i) => ({
      do: 'restock' as const,
      put: { gtin: facing.gtin, quantity: random.integer(2, 4), place: placeOf(facing) },
      looksMs: random.between(i === 0 ? 8_000 : 2_000, 15_000),
    })),
  }
  return { name: 'restocked-by-staff', people: [...shoppers.map((shopper) => shopper.person()), staff] }
}
