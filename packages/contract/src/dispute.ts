import { z } from 'zod'
import { ShelfEvidence, TagEvidence } from './evidence.ts'
import { Money, Settlement } from './visit.ts'

export const DisputeClaim = z.enum(['not-taken', 'put-back', 'wrong-product', 'charged-twice', 'price'])
/** Why a person decides, and not the store at once. */
export const DisputeReferral = z.enum(['sure-enough', 'limit-reached', 'price', 'not-weighed'])
export const RefundReason = z.enum([
  'not-sure-enough',
  'evidence-unclear',
  'another-took-it',
  'found-in-store',
  'wrong-article',
  'price-was-wrong',
  'good-will',
])
export const KeepReason = z.enum(['evidence-clear', 'price-is-right', 'charged-once'])
export const DisputeReason = z.enum([...RefundReason.options, ...KeepReason.options])

/** Reasons are codes, so that every reader gets them in their own language. */
export const DisputeDecision = z.object({
  outcome: z.enum(['refunded', 'reduced', 'kept']),
  reason: DisputeReason,
  amount: Money,
  at: z.iso.datetime(),
  /** The store decided by itself. */
  isAutomatic: z.boolean(),
})

/** Something on a receipt that its shopper contests, or something that it missed. */
export const Dispute = z.object({
  id: z.string(),
  kind: z.enum(['contest', 'missed']),
  /** The article. */
  item: z.string(),
  name: z.string(),
  quantity: z.int().positive(),
  /** What it is about: of so many units, at the price of the receipt, or of the store. */
  amount: Money,
  claim: DisputeClaim.optional(),
  status: z.enum(['weighing', 'with-staff', 'refunding', 'closed', 'withdrawn', 'offered', 'charging', 'charged']),
  openedAt: z.iso.datetime(),
  because: DisputeReferral.optional(),
  decision: DisputeDecision.optional(),
})

/** Everything that is disputed about one visit, the oldest first. */
export const VisitDisputes = z.object({ visitId: z.string(), disputes: z.array(Dispute) })

const id = z.string().regex(/^[\w-]{1,64}$/)
const item = z.string().min(1).max(100)
const quantity = z.int().min(1).max(1000)

/** What a shopper says about their receipt. `id`: made by who asks; the same again is one. */
export const DisputeRequest = z.discriminatedUnion('do', [
  z.object({ do: z.literal('contest'), id, item, quantity, claim: DisputeClaim }),
  /** Offered at the store's price; nothing is charged before it is confirmed. */
  z.object({ do: z.literal('report'), id, item, quantity }),
  z.object({ do: z.literal('confirm'), id }),
  z.object({ do: z.literal('withdraw'), id }),
])

/** What happened to the article after the visit. */
export const LaterChange = z.object({
  at: z.iso.datetime(),
  what: z.enum(['put-back', 'misplaced', 'restocked']),
  quantity: z.int(),
  probability: z.number().min(0).max(1),
})

/** An open dispute, with all that staff need to decide it. People stay numbers. */
export const StaffDispute = z.object({
  /** `<visit>/<id>`. */
  ref: z.string(),
  visitNumber: z.int().positive().optional(),
  visitAt: z.iso.datetime(),
  timeZone: z.string().optional(),
  dispute: Dispute,
  unitPrice: Money,
  /** How sure it was when it was charged, 0 to 1. */
  chargedAt: z.number().optional(),
  /** How sure it is now; absent where it cannot be told any more. */
  believedNow: z.number().optional(),
  weighedUntil: z.iso.datetime().optional(),
  later: z.array(LaterChange),
  evidence: z.array(ShelfEvidence),
  /** What the tag reader at the exit told of the article. */
  tags: z.array(TagEvidence).default([]),
  /** What the visit came to, and what became of that. */
  total: Money.optional(),
  settlement: Settlement.optional(),
  /** Of the account, among its latest visits: how many refunds nobody decided about. */
  automaticRefunds: z.int(),
  overVisits: z.int(),
})
export const StaffDisputeList = z.object({ disputes: z.array(StaffDispute) })

const note = z.string().trim().min(1).max(500).optional()

/** What staff decide. */
export const DisputeRuling = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('kept'), reason: KeepReason, note }),
  z.object({ outcome: z.literal('refunded'), reason: RefundReason, quantity, note }),
  z.object({ outcome: z.literal('reduced'), reason: RefundReason, amountMinor: z.int().positive(), note }),
])

/** What the store sells. */
export const Article = z.object({ item: z.string(), name: z.string(), price: Money })
export const ArticleSearch = z.object({ q: z.string().trim().min(1).max(80) })
export const ArticleList = z.object({ articles: z.array(Article) })

export type DisputeClaim = z.infer<typeof DisputeClaim>
export type DisputeReason = z.infer<typeof DisputeReason>
export type Dispute = z.infer<typeof Dispute>
export type VisitDisputes = z.infer<typeof VisitDisputes>
export type DisputeRequest = z.infer<typeof DisputeRequest>
export type StaffDispute = z.infer<typeof StaffDispute>
export type StaffDisputeList = z.infer<typeof StaffDisputeList>
export type DisputeRuling = z.infer<typeof DisputeRuling>
export type Article = z.infer<typeof Article>
export type ArticleList = z.infer<typeof ArticleList>
