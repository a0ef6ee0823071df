/**
 * The wire messages, as trace-format.md gives them. Each rule's error is the phrase that completes "expected ...".
 * The samples of a weight message are only known to be a string here: `samples.ts` reads them, much faster than zod.
 */
import { z } from 'zod'
import { limits } from './limits.ts'

const between = (what: string, least: number, most: number) => {
  const error = `${what} from ${least} to ${most}`
  return {
    number: z.number({ error }).min(least, error).max(most, error),
    int: z.int({ error }).min(least, error).max(most, error),
  }
}
const text = (what: string, most: number) => {
  const error = `${what}: a string of 1 to ${most} characters`
  return z.string({ error }).min(1, error).max(most, error)
}
const list = <Item extends z.ZodType>(item: Item, what: string, most: number) => {
  const error = `a list of at most ${most} ${what}`
  return z.array(item, { error }).max(most, error)
}

const Instant = between('milliseconds since time zero,', -limits.instantMs, limits.instantMs).number
const Name = text('a name', limits.idLength)
const Coordinate = between('metres', -limits.coordinateMetres, limits.coordinateMetres).number
const Place = z.tuple([Coordinate, Coordinate, Coordinate], { error: 'a place as [x, y, z]' })
const GondolaName = z.union([z.int().min(0), z.string().min(1).max(limits.idLength)], {
  error: `a gondola: a whole number from 0, or a string of 1 to ${limits.idLength} characters`,
})

const said = {
  at: Instant,
  device: Name,
  seq: z.int({ error: 'a whole number from 1' }).min(1, 'a whole number from 1'),
  t: Instant,
}

export const WeightMessage = z.object({
  ...said,
  kind: z.literal('weight'),
  rate: between('samples a second,', limits.rateHz.least, limits.rateHz.most).number,
  gondola: GondolaName,
  shape: z.tuple(
    [
      between('a number of samples', 1, limits.samples).int,
      between('a number of shelves', 1, limits.shelves).int,
      between('a number of plates', 1, limits.plates).int,
    ],
    { error: 'a shape as [samples, shelves, plates]' },
  ),
  samples: z.string({ error: 'base64 of little-endian float32 grams' }),
})

export const TracksMessage = z.object({
  ...said,
  kind: z.literal('tracks'),
  tracks: list(
    z.object(
      {
        id: Name,
        x: Coordinate,
        y: Coordinate,
        z: Coordinate,
        hands: list(Place, 'hands', limits.hands).optional(),
      },
      { error: 'a person as {id, x, y, z, hands?}' },
    ),
    'people',
    limits.people,
  ),
})

export const GateScanMessage = z.object({
  ...said,
  kind: z.literal('gate'),
  gate: Name,
  event: z.literal('scan'),
  shopper: Name,
  party: between('a number of people', 1, limits.party).int,
})

export const GateCrossMessage = z.object({
  ...said,
  kind: z.literal('gate'),
  gate: Name,
  event: z.literal('cross'),
  direction: z.enum(['in', 'out'], { error: '"in" or "out"' }),
})

export const RfidMessage = z.object({
  ...said,
  kind: z.literal('rfid'),
  gate: Name,
  reads: list(
    z.object(
      { epc: Name, rssi: between('a signal strength', limits.rssi.least, limits.rssi.most).number },
      { error: 'a read as {epc, rssi}' },
    ),
    'reads',
    limits.reads,
  ),
})

export type WeightMessage = z.infer<typeof WeightMessage>
export type TracksMessage = z.infer<typeof TracksMessage>
export type GateScanMessage = z.infer<typeof GateScanMessage>
export type GateCrossMessage = z.infer<typeof GateCrossMessage>
export type RfidMessage = z.infer<typeof RfidMessage>
export type Message = WeightMessage | TracksMessage | GateScanMessage | GateCrossMessage | RfidMessage
