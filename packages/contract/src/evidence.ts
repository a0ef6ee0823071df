import { z } from 'zod'

/** A place on the shelves, as one stands in front of them. */
export const ShelfPlace = z.object({
  gondola: z.string(),
  /** The shelf board, from the bottom, the lowest is 1; and how many there are. */
  board: z.int().positive(),
  boards: z.int().positive(),
  /** What moved, from the left end of the board to the right one, 0 to 1. */
  from: z.number().min(0).max(1),
  to: z.number().min(0).max(1),
})

/** Who did something, as far as its reader may know: other people stay unknown. */
export const Doer = z.enum(['you', 'another-shopper', 'somebody', 'nobody'])

export const ConsideredAct = z.object({
  action: z.enum(['took', 'put-back', 'misplaced', 'restocked', 'unexplained', 'unfinished', 'nothing']),
  who: Doer,
  /** Of the article, where one comes into it. */
  name: z.string().optional(),
  quantity: z.int().nonnegative(),
  /** What the shelf should have gained (+) or lost (−) by it, by the catalogue or the unit's own weighing. */
  grams: z.number().optional(),
})

/** One thing that may have happened. */
export const Considered = z.object({ probability: z.number().min(0).max(1), acts: z.array(ConsideredAct) })

/** How near somebody came to the place: the nearest a hand and a head were seen, metres; absent when none was seen. */
export const Near = z.object({ who: Doer, handMetres: z.number().optional(), headMetres: z.number().optional() })

/** One change of a shelf that a line rests on: what was measured, what it was taken for, and what it was not. */
export const ShelfEvidence = z.object({
  at: z.iso.datetime(),
  place: ShelfPlace,
  /** By how much the shelf became heavier (+) or lighter (−). */
  grams: z.number(),
  /** Absent where nothing is charged for it. Its probability is that of all stories that come to the same. */
  believed: Considered.optional(),
  /** The likeliest first. */
  otherwise: z.array(Considered),
  /** The reader, and whoever came nearest besides. */
  near: z.array(Near),
})

/** What the tag reader at the exit told of an article, and what that made of a line. */
export const TagEvidence = z.object({
  at: z.iso.datetime(),
  name: z.string(),
  /** Who went out then: tags of people who pass together are not told apart. */
  who: z.enum(['you', 'you-and-others', 'others']),
  /** How many tags of the article were read. */
  read: z.int().nonnegative(),
  /** The probability of the line before it and with it. */
  before: z.number().min(0).max(1),
  after: z.number().min(0).max(1),
})

export type ShelfPlace = z.infer<typeof ShelfPlace>
export type Doer = z.infer<typeof Doer>
export type ConsideredAct = z.infer<typeof ConsideredAct>
export type Considered = z.infer<typeof Considered>
export type Near = z.infer<typeof Near>
export type ShelfEvidence = z.infer<typeof ShelfEvidence>
export type TagEvidence = z.infer<typeof TagEvidence>
