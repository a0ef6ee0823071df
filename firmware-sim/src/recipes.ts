import { calmAfternoon } from './calm-afternoon.ts'
import { crowd } from './crowd.ts'
import { hardCases } from './hard-cases.ts'
import type { Recipe } from './recipe.ts'
import * as mixes from './shoppers.ts'
import { headsOnly, manyIds } from './weather.ts'

/** Every scenario that the command line knows. */
export const recipes: readonly Recipe[] = [
  { name: 'calm-afternoon', about: 'six visits: a family, a change of mind, a stray, two at one shelf, staff at work', usual: { shoppers: 6, picksPerShopper: 4 }, write: calmAfternoon },
  mixed('plain', 'shoppers pick things, and put a few back', mixes.plainMix),
  { name: 'crowd', about: 'shoppers at one shelf at once, picking in the same second', usual: { shoppers: 4, picksPerShopper: 4 }, write: crowd },
  mixed('misplace', 'things put back among others of their weight, then taken by someone else', mixes.misplaceMix),
  mixed('exchange', 'things handed from one shopper to another, who pays', mixes.exchangeMix),
  mixed('hold', 'things held between hand and plate for seconds, then taken or let be', mixes.holdMix),
  mixed('slow', 'loads that leave or come over seconds', mixes.slowMix),
  mixed('multiple', 'several units, two products at once, two quick picks in a row', mixes.multipleMix),
  mixed('touch', 'hands that press, rest and change nothing', mixes.touchMix),
  mixed('hard-mix', 'all of these together', mixes.hardMix),
  { ...mixed('id-changes', 'as hard-mix, and the tracker keeps losing people', mixes.hardMix), inWeather: manyIds },
  { ...mixed('heads-only', 'as hard-mix, with a tracker that sees no hands', mixes.hardMix), inWeather: headsOnly },
  ...hardCases,
] // prettier-ignore

function mixed(name: string, about: string, mix: mixes.Mix): Recipe {
  return {
    name,
    about,
    usual: { shoppers: 3, picksPerShopper: 5 },
    write: (shop, turnout) => mixes.shoppersWith(name, mix, shop, turnout),
  }
}
