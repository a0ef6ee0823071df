import { z } from 'zod'
import type { Reply } from './answer.ts'
import type { VisitDisputes } from './dispute.ts'
import { ShelfEvidence, TagEvidence } from './evidence.ts'

/** One article of a basket, as its shopper sees it. Money is in minor units of the store's currency. */
export const BasketLine = z.object({
  gtin: z.string(),
  name: z.string(),
  quantity: z.int().positive(),
  unitPriceMinor: z.int().nonnegative(),
  /** How sure, 0 to 1. */
  confidence: z.number().min(0).max(1),
  /** Why: the changes of shelves in which the units were taken, oldest first. Receipts from before it was kept have none. */
  evidence: z.array(ShelfEvidence).default([]),
  /** What the exit's tag reader told of it, oldest first; absent where it told nothing. */
  tags: z.array(TagEvidence).optional(),
})

/** Something was taken, and it cannot be told what or by whom: not charged, looked at by staff. */
export const DoubtfulLine = z.object({
  names: z.array(z.string()),
  quantity: z.int().positive(),
  /** What it may be, in the order of `names`. */
  gtins: z.array(z.string()).default([]),
  /** A sentence for staff and logs; `cause` is what an app words for the shopper. */
  reason: z.string(),
  cause: z.enum(['which-article', 'who-took-it', 'no-article-fits']).optional(),
  evidence: z.array(ShelfEvidence).default([]),
  /** What the exit's tag reader told of it, oldest first; absent where it told nothing. */
  tags: z.array(TagEvidence).optional(),
})

export const Money = z.object({ amountMinor: z.int(), currency: z.string().length(3) })

/** What becomes of the money of a visit. */
export const PaymentState = z.enum(['held', 'charging', 'charged', 'nothing-to-pay', 'review', 'unpaid', 'refunded'])

/** The bank's answer is known, whatever it was: there is a receipt, and nothing more is to be taken unless somebody pays. */
export const isPaymentSettled: Readonly<Record<PaymentState, boolean>> = {
  held: false,
  charging: false,
  // Somebody has still to decide.
  review: false,
  charged: true,
  'nothing-to-pay': true,
  unpaid: true,
  refunded: true,
}

/** Why staff charge a visit in review for what its receipt says, and why for less; each app words it. */
export const WholeReason = z.enum(['evidence-clear'])
export const LessReason = z.enum(['evidence-unclear', 'another-took-it', 'found-in-store', 'good-will'])
export const ReviewReason = z.enum([...WholeReason.options, ...LessReason.options])

/** What became of a visit in review, and of which units. `deadline`: nobody decided in time, so that it costs nothing. */
export const ReviewOutcome = z.object({
  by: z.enum(['staff', 'deadline']),
  /** What was decided before reasons were kept has none. */
  because: ReviewReason.optional(),
  charged: z.array(z.object({ gtin: z.string(), quantity: z.int().positive() })),
})

/** What the bank took for a visit and gave back since, in minor units of its currency. */
export const Settlement = z.object({
  chargedMinor: z.int().nonnegative(),
  refundedMinor: z.int().nonnegative(),
  /** Of a visit that was in review. */
  decided: ReviewOutcome.optional(),
})

/** One visit of the shopper who watches: while it lasts a belief, once sealed a receipt. */
export const Visit = z.object({
  id: z.string(),
  /** For people to speak of: on the receipt, and on the staff's map. Receipts from before it was kept have none. */
  number: z.int().positive().optional(),
  /** How many came in on the pass. */
  party: z.int().positive().default(1),
  storeId: z.string(),
  storeName: z.string(),
  /** IANA name: a receipt tells the time as the store's own clock did. Without it, the reader's. */
  timeZone: z.string().optional(),
  status: z.enum(['in-vestibule', 'shopping', 'leaving', 'sealed', 'turned-back']),
  enteredAt: z.iso.datetime(),
  sealedAt: z.iso.datetime().optional(),
  lines: z.array(BasketLine),
  doubtful: z.array(DoubtfulLine),
  total: Money,
  payment: PaymentState,
  /** Once it is settled. `total` is what the receipt came to; what is paid in the end is what was charged less refunds. */
  settlement: Settlement.optional(),
})

export const VisitSnapshot = z.object({ revision: z.int().nonnegative(), visits: z.array(Visit) })
export const VisitPatch = z.object({
  after: z.int().nonnegative(),
  revision: z.int().positive(),
  put: z.array(Visit),
  drop: z.array(z.string()),
})
export const VisitJoin = z.object({})

/** A gate read the shopper's pass and stayed shut: why, as a code that the app words, and as a sentence. */
export const PassRefusal = z.object({ reason: z.string(), message: z.string() })

export type BasketLine = z.infer<typeof BasketLine>
export type DoubtfulLine = z.infer<typeof DoubtfulLine>
export type Money = z.infer<typeof Money>
export type ReviewReason = z.infer<typeof ReviewReason>
export type ReviewOutcome = z.infer<typeof ReviewOutcome>
export type Settlement = z.infer<typeof Settlement>
export type PaymentState = z.infer<typeof PaymentState>
export type Visit = z.infer<typeof Visit>
export type VisitSnapshot = z.infer<typeof VisitSnapshot>
export type VisitPatch = z.infer<typeof VisitPatch>
export type PassRefusal = z.infer<typeof PassRefusal>

/** Namespace `/shopper`: a shopper hears of their own visits and of nobody else's. */
export interface ShopperClientEvents {
  'visit:join': (request: Record<string, never>, reply: Reply<VisitSnapshot>) => void
}
export interface ShopperServerEvents {
  'visit:patched': (patch: VisitPatch) => void
  'pass:refused': (refusal: PassRefusal) => void
  /** A line that the shopper contests, or something that they reported, is another matter now. */
  'dispute:changed': (disputes: VisitDisputes) => void
}
