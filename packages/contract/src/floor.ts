import { z } from 'zod'
import type { Reply } from './answer.ts'
import { DisputeClaim } from './dispute.ts'
import { ConsideredAct } from './evidence.ts'
import { Money } from './visit.ts'

const Point = z.tuple([z.number(), z.number()])

/** Geometry in metres, as the store folder has it; sent once, with the snapshot. */
export const FloorMap = z.object({
  storeId: z.string(),
  storeName: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  floor: z.array(Point),
  gates: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['entry', 'exit']),
      line: z.tuple([Point, Point]),
      vestibule: z.array(Point).optional(),
    }),
  ),
  gondolas: z.array(
    z.object({
      id: z.string(),
      x: z.number(),
      y: z.number(),
      rotationDegrees: z.number(),
      width: z.number(),
      depth: z.number(),
      plateWidth: z.number(),
      shelves: z.array(z.object({ index: z.int(), height: z.number(), plates: z.int() })),
    }),
  ),
})

/** A person in the store: a dot, never a name. `visitId` is set for a shopper with a pass. */
export const FloorDot = z.object({
  kind: z.literal('dot'),
  id: z.string(),
  x: z.number(),
  y: z.number(),
  visitId: z.string().optional(),
})

export const VisitStatus = z.enum(['in-vestibule', 'shopping', 'leaving', 'sealed', 'turned-back'])

/** A visit on the floor: its number on the map, and what it is believed to hold. */
export const FloorVisit = z.object({
  kind: z.literal('visit'),
  id: z.string(),
  label: z.string(),
  status: VisitStatus,
  party: z.int().positive(),
  units: z.int().nonnegative(),
  lines: z.array(
    z.object({
      gtin: z.string(),
      name: z.string(),
      quantity: z.int(),
      confidence: z.number(),
      /** Another visit's number, where that one took some of it off the shelf and it changed hands. */
      takenBy: z.string().optional(),
      /** Another visit's number, to whom its shopper may have handed some of it since, and how likely. */
      perhapsWith: z.object({ visit: z.string(), probability: z.number().min(0).max(1) }).optional(),
    }),
  ),
  doubtful: z.int().nonnegative(),
  payment: z.string(),
})

/** How full one facing is believed to be. */
export const FloorFacing = z.object({
  kind: z.literal('facing'),
  id: z.string(),
  gtin: z.string(),
  name: z.string(),
  gondola: z.string(),
  shelf: z.int(),
  plates: z.array(z.int()),
  stock: z.int(),
  full: z.int(),
})

export const FloorDevice = z.object({
  kind: z.literal('device'),
  id: z.string(),
  deviceKind: z.enum(['plates', 'tracker', 'gate', 'rfid']),
  state: z.enum(['well', 'late', 'silent', 'refused']),
  lagMs: z.number().nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  lost: z.int().nonnegative(),
})

const ShelfOf = { gondola: z.string(), shelf: z.int() }

/** One part of what was done at a shelf; `visit` is the label of the visit, absent for somebody without a pass. */
export const FloorAct = ConsideredAct.pick({ action: true, name: true, quantity: true }).extend({
  visit: z.string().optional(),
  /** Another visit's number, where that one had taken what was put down here: it changed hands. */
  takenBy: z.string().optional(),
})

/** What happened, as data: each screen words it in its own language. */
export const FloorNews = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('visit'),
    visit: z.string(),
    status: VisitStatus,
    party: z.int().positive(),
    units: z.int().nonnegative(),
  }),
  z.object({ what: z.literal('acts'), acts: z.array(FloorAct).min(1), ...ShelfOf }),
  /** What somebody took is believed to be in the basket of `visit` by now. */
  z.object({ what: z.literal('handed-on'), visit: z.string(), name: z.string(), takenBy: z.string() }),
  /** Two shoppers' hands met away from the shelves: something may have changed hands. */
  z.object({ what: z.literal('hands-met'), visit: z.string(), other: z.string() }),
  /** A change that nothing explains well enough. */
  z.object({ what: z.literal('unclear'), grams: z.number(), ...ShelfOf }),
  /** `code` is a Fault's; `detail` its sentence, in English, for whoever repairs the device. */
  z.object({ what: z.literal('device-refused'), device: z.string(), code: z.string(), detail: z.string() }),
  /** Somebody has to look at the money of a visit: it is in review, or a refund of it was refused. */
  z.object({ what: z.literal('review'), visit: z.string() }),
])

/** Something staff may want to know, the newest first; the oldest are dropped. */
export const FloorEvent = z.object({
  kind: z.literal('event'),
  id: z.string(),
  at: z.iso.datetime(),
  level: z.enum(['info', 'attention']),
  news: FloorNews,
  place: Point.optional(),
})

/** A line that its shopper contests and staff have to decide; `visit` is the number of its receipt. */
export const FloorDispute = z.object({
  kind: z.literal('dispute'),
  id: z.string(),
  ref: z.string(),
  visit: z.string().optional(),
  name: z.string(),
  quantity: z.int().positive(),
  amount: Money,
  claim: DisputeClaim.optional(),
  since: z.iso.datetime(),
})

/** The money of a visit that staff have to decide about; `visit` is the number of its receipt. */
export const FloorCharge = z.object({
  kind: z.literal('charge'),
  id: z.string(),
  /** The visit's name. */
  ref: z.string(),
  visit: z.string().optional(),
  /** What the receipt comes to; of a refund, what the store owes. */
  amount: Money,
  /** The bank refuses to give it back. */
  isRefund: z.boolean(),
  /** Why: the reason of the review, or of the bank's refusal. */
  because: z.string().optional(),
  since: z.iso.datetime(),
  /** After it, the visit is let go in the shopper's favour. */
  decideBy: z.iso.datetime().optional(),
  /** When the store asks the bank again by itself. */
  asksAgainAt: z.iso.datetime().optional(),
})

/** What the store found out about itself and somebody has to put right; gone when it is. */
export const FloorFinding = z.object({
  kind: z.literal('finding'),
  id: z.string(),
  finding: z.discriminatedUnion('what', [
    /** Plates that say nothing of what lies on them: dead, stuck or saturated. */
    z.object({ what: z.literal('silent-plates'), plates: z.array(z.int()).min(1), ...ShelfOf }),
    /** Units of an article do not weigh what the master data says. */
    z.object({
      what: z.literal('wrong-weight'),
      gtin: z.string(),
      name: z.string(),
      catalogGrams: z.number(),
      measuredGrams: z.number(),
      weighings: z.int().positive(),
    }),
  ]),
})

export const FloorItem = z.discriminatedUnion('kind', [
  FloorDot,
  FloorVisit,
  FloorFacing,
  FloorDevice,
  FloorEvent,
  FloorDispute,
  FloorCharge,
  FloorFinding,
])
export const FloorSnapshot = z.object({ revision: z.int().nonnegative(), map: FloorMap, items: z.array(FloorItem) })
export const FloorPatch = z.object({
  after: z.int().nonnegative(),
  revision: z.int().positive(),
  put: z.array(FloorItem),
  drop: z.array(z.string()),
})
/** Without a `storeId` (the empty string), the only store that the server runs. */
export const FloorJoin = z.object({ storeId: z.string() })

export type FloorMap = z.infer<typeof FloorMap>
export type FloorDot = z.infer<typeof FloorDot>
export type FloorVisit = z.infer<typeof FloorVisit>
export type FloorFacing = z.infer<typeof FloorFacing>
export type FloorDevice = z.infer<typeof FloorDevice>
export type FloorEvent = z.infer<typeof FloorEvent>
export type FloorNews = z.infer<typeof FloorNews>
export type FloorAct = z.infer<typeof FloorAct>
export type FloorDispute = z.infer<typeof FloorDispute>
export type FloorCharge = z.infer<typeof FloorCharge>
export type FloorFinding = z.infer<typeof FloorFinding>
export type FloorItem = z.infer<typeof FloorItem>
export type FloorSnapshot = z.infer<typeof FloorSnapshot>
export type FloorPatch = z.infer<typeof FloorPatch>
export type FloorJoin = z.infer<typeof FloorJoin>

/** Namespace `/floor`: staff only. */
export interface FloorClientEvents {
  'floor:join': (request: FloorJoin, reply: Reply<FloorSnapshot>) => void
}
export interface FloorServerEvents {
  'floor:patched': (patch: FloorPatch) => void
}
