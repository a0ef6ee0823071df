import { prng, type Prng } from '@store/kernel/prng.ts'
import { gtin14Of } from '@store/catalog/gtin.ts'
import { encodeSgtin96 } from '@store/catalog/epc.ts'
import type { RfidFrame } from '@store/device-protocol/frame.ts'
import { countAround } from './draws.ts'
import { gateClock } from './gates.ts'
import { capturedAt, type Unsent } from './plate-physics.ts'
import type { Play } from './play.ts'
import type { Shop } from './shop.ts'
import type { Unit } from './stock.ts'
import type { RfidWeather, Weather } from './weather.ts'

/** A US company prefix has mostly seven digits after its zero; nothing here depends on the split. */
const COMPANY_PREFIX_DIGITS = 7

/** A portal in the vestibule reads what walks through: most tags of it, and some from the shelves nearby. */
export function rfidFrames(play: Play, shop: Shop, seed: number, weather: Weather): Unsent<RfidFrame>[] {
  const { rfid } = weather
  if (rfid === undefined) return []
  const random = prng(seed, 'rfid')
  let seq = 0
  return play.passages.flatMap((passage) => {
    const { gate, says } = passage
    if (says.event !== 'cross' || says.direction !== 'out') return []
    const reads = readTags(says.carrying, shop, rfid, random, seq)
    const capturedMs = capturedAt(gateClock(passage, seed, weather) - 400, 0)
    return [{ kind: 'rfid', device: `rfid-${gate}`, seq: ++seq, capturedMs, gate, reads }]
  })
}

/** One sweep of the vestibule: most tags of what is carried, and some from the shelves nearby. */
function readTags(
  carrying: readonly Unit[],
  shop: Shop,
  weather: RfidWeather,
  random: Prng,
  seq: number,
): RfidFrame['reads'] {
  const strays = strayUnits(shop, weather, random, seq)
  const inHands = carrying.filter(() => random.chance(weather.readShare))
  return [...inHands, ...strays].map((unit) => ({ epc: epcOf(unit), rssi: random.integer(-72, -41) }))
}

/** Tags of the shelves near by that the portal reads during the `seq`-th passage. */
export function strayUnits(shop: Shop, weather: RfidWeather, random: Prng, seq: number): Pick<Unit, 'gtin' | 'id'>[] {
  return Array.from({ length: countAround(random, weather.strays) }, (_, i) => ({
    id: 1_000_000 + seq * 100 + i,
    gtin: random.pick(shop.products).gtin,
  }))
}

export const epcOf = ({ gtin, id }: Pick<Unit, 'gtin' | 'id'>): string =>
  encodeSgtin96({ gtin14: gtin14Of(gtin), serial: id, filter: 1, companyPrefixDigits: COMPANY_PREFIX_DIGITS })
