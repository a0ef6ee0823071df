import { z } from 'zod'
import { LessReason, Money, ReviewReason, Visit, WholeReason } from './visit.ts'

/** RFC 9457. `code` is stable; `detail` is a sentence that says what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

export const Credentials = z.object({ email: z.email().max(254), password: z.string().min(10).max(200) })
export const Registration = z.object({
  email: z.email().max(254),
  password: z.string().min(10).max(200),
  displayName: z.string().trim().min(1).max(80),
})

export const Me = z.object({
  id: z.string(),
  email: z.string(),
  displayName: z.string(),
  role: z.enum(['shopper', 'staff']),
})
/** `token` goes into `Authorization: Bearer` and into a socket's `auth.token`. */
export const SignedIn = z.object({ token: z.string(), expiresAt: z.iso.datetime(), me: Me })

export const EntryPassRequest = z.object({ party: z.int().min(1).max(8).default(1) })
/** `pass` is what the QR code says. Ask for the next one at `renewAt`; this one opens no gate after `expiresAt`. */
export const EntryPass = z.object({
  pass: z.string(),
  party: z.int(),
  issuedAt: z.iso.datetime(),
  renewAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})

/** A demo's server answers at /api/demo; others know no such thing. */
export const DemoStore = z.object({ canHoldPhone: z.literal(true) })
export const HeldPass = z.object({ pass: z.string().max(4096) })

export const ReceiptList = z.object({ receipts: z.array(Visit) })

/** A card of an account. `method`: the bank's name for it, never a number; the rest is absent where the bank does not say. */
export const CardOnFile = z.object({
  method: z.string(),
  brand: z.string().optional(),
  last4: z.string().optional(),
  expires: z.object({ month: z.int(), year: z.int() }).optional(),
})
/** Asked in this order. */
export const PaymentMethods = z.object({ methods: z.array(CardOnFile) })
/** A new order of the account's own; what is left out is forgotten. */
export const MethodOrder = z.object({ methods: z.array(z.string().min(1).max(100)).min(1).max(5) })
/** `payFor`: the visit that the card is to pay; the bank's page leads back to it. */
export const CardRequest = z.object({ payFor: z.string().min(1).max(200).optional() })
/** The bank's own page, on which its owner tells the card; from there the browser comes back to the shopper's app. */
export const CardPage = z.object({ url: z.url() })
export const CardAdded = PaymentMethods.extend({ added: z.string() })

/** A visit that is not paid. `payAt`: where the shopper's app pays it; the link that is sent to them. */
export const Debt = z.object({
  visitId: z.string(),
  due: Money,
  since: z.iso.datetime(),
  payAt: z.string(),
  /** The methods that the bank refused it on. */
  refused: z.array(z.string()).default([]),
})
export const DebtList = z.object({ debts: z.array(Debt) })
/** With one of the account's own methods; without one, with the first. */
export const Payment = z.object({ paymentMethod: z.string().min(1).max(100).optional() })

/** What became of the money of a visit. `dueMinor`: what the shopper owes; below zero, what they are owed. */
export const ChargeView = z.object({
  visitId: z.string(),
  accountId: z.string(),
  status: z.string(),
  currency: z.string().length(3),
  totalMinor: z.int(),
  capturedMinor: z.int(),
  refundedMinor: z.int(),
  grantedMinor: z.int(),
  writtenOffMinor: z.int(),
  /** Let off and not given back: no bank would. */
  unclaimedMinor: z.int(),
  dueMinor: z.int(),
  lines: z.array(z.object({ item: z.string(), quantity: z.int(), unitMinor: z.int(), left: z.int() })),
  refunds: z.array(z.object({ refundId: z.string(), amountMinor: z.int(), by: z.string(), reason: z.string() })),
  /** `decideBy`: after it, the visit is let go in the shopper's favour; absent where only people can decide. */
  review: z.object({ reason: z.string(), detail: z.string(), decideBy: z.iso.datetime().optional() }).optional(),
  /** Why the bank refuses: what is due, or what is to be given back. */
  refusal: z.string().optional(),
  /** How often a refused refund was asked for again. */
  askedAgain: z.int(),
})

/** A charge that is not at its end. */
export const OpenChargeView = z.object({
  visitId: z.string(),
  state: z.enum(['awaiting', 'held', 'unpaid', 'owing', 'review']),
  inReview: z.boolean(),
  due: Money,
  since: z.iso.datetime(),
  /** Why it is not at its end: the reason of its review, or of the bank's refusal. */
  because: z.string().optional(),
  /** Of a review: after it, the visit is let go in the shopper's favour. */
  decideBy: z.iso.datetime().optional(),
  /** Of a refund that the bank refused: when the store asks for it again by itself. */
  asksAgainAt: z.iso.datetime().optional(),
})
export const OpenChargeList = z.object({ charges: z.array(OpenChargeView) })

const why = z.string().trim().min(3).max(500)
const name = z.string().min(1).max(100)
const someLines = z
  .array(z.object({ item: name, quantity: z.int().positive() }))
  .min(1)
  .max(200)

/** What staff decide about the money of a visit; each with a reason, which is kept. */
export const MoneyDecision = z.discriminatedUnion('do', [
  /** A visit in review is charged for these lines of its receipt, or for nothing. */
  z
    .object({
      do: z.literal('settle'),
      lines: z.union([z.literal('nothing'), z.literal('all'), someLines]),
      /** The shopper reads it, in their own language. */
      because: ReviewReason,
      /** What more there is to say, for the books. */
      reason: why.optional(),
    })
    .refine(({ lines, because }) => lines !== 'all' || WholeReason.safeParse(because).success, {
      path: ['because'],
      error: 'says why less is charged, and all of it is',
    })
    .refine(({ lines, because }) => lines !== 'nothing' || LessReason.safeParse(because).success, {
      path: ['because'],
      error: 'says why all of it is charged, and nothing is',
    }),
  /** `refundId`: another refund, another id; the same one twice is one. */
  z.object({ do: z.literal('refund'), refundId: name, lines: z.union([z.literal('all'), someLines]), reason: why }),
  /** What the bank refused to give back is asked for again, under the same key. */
  z.object({ do: z.literal('retry-refund'), reason: why }),
  /** What no bank gives back is owed no more; the reason says what becomes of it. */
  z.object({ do: z.literal('give-up-refund'), reason: why }),
  z.object({ do: z.literal('write-off'), reason: why }),
  z.object({ do: z.literal('book-variance'), varianceId: name, payment: name, amountMinor: z.int(), reason: why }),
  z.object({ do: z.literal('close-review'), reason: why }),
])

const balances = z.object({
  bank: z.int(),
  shoppers: z.int(),
  sales: z.int(),
  returns: z.int(),
  'write-offs': z.int(),
  /** Days that were closed before there was such an account have none. */
  unclaimed: z.int().default(0),
  variance: z.int(),
})
/** `explainedMinor`: of ours, what was booked as a difference to the bank's books; positive where the bank has more. */
const bankSide = z.object({
  capturedMinor: z.int(),
  refundedMinor: z.int(),
  explainedMinor: z.int().optional(),
  currency: z.string(),
})

/** One payment in both books. */
export const PaymentCompared = z.object({
  payment: z.string(),
  visitId: z.string(),
  ours: bankSide.optional(),
  bank: bankSide.optional(),
  isSame: z.boolean(),
  /** The bank was asked to give back so much, and its answer is not known: ask again until it is. */
  givingBackMinor: z.int().optional(),
  /** Why the bank refused to give it back. */
  refusal: z.string().optional(),
})

/** What staff decide about a payment that both books tell differently of. The amounts follow from the books. */
export const PaymentDecision = z.object({
  /** `book`: as it stands; `give-back`: what the bank has beyond our books goes back the way it came. */
  do: z.enum(['book', 'give-back']),
  reason: why,
})

/** A business day in the ledger, and against the bank's own books. Debits are positive, credits negative. */
export const MoneyDay = z.object({
  day: z.string(),
  closed: z.object({ by: z.string(), at: z.iso.datetime() }).optional(),
  currencies: z.array(
    z.object({
      currency: z.string(),
      entries: z.int(),
      moved: z.record(z.string(), z.int()),
      debitsMinor: z.int(),
      creditsMinor: z.int(),
      opening: balances,
      closing: balances,
    }),
  ),
  unexplained: z.array(z.object({ subject: z.string(), currency: z.string(), beyondMinor: z.int() })),
  bank: z.object({
    matched: z.int(),
    differences: z.array(
      z.object({ payment: z.string(), visitId: z.string(), ours: bankSide.optional(), bank: bankSide.optional() }),
    ),
  }),
})

export const DeviceCredentials = z.object({ deviceId: z.string().min(1).max(64), key: z.string().min(16).max(200) })
export const DeviceToken = z.object({ token: z.string(), expiresAt: z.iso.datetime() })

export type Problem = z.infer<typeof Problem>
export type Credentials = z.infer<typeof Credentials>
export type Registration = z.infer<typeof Registration>
export type Me = z.infer<typeof Me>
export type SignedIn = z.infer<typeof SignedIn>
export type EntryPassRequest = z.infer<typeof EntryPassRequest>
export type EntryPass = z.infer<typeof EntryPass>
export type ReceiptList = z.infer<typeof ReceiptList>
export type DeviceCredentials = z.infer<typeof DeviceCredentials>
export type DeviceToken = z.infer<typeof DeviceToken>
export type CardOnFile = z.infer<typeof CardOnFile>
export type CardPage = z.infer<typeof CardPage>
export type CardAdded = z.infer<typeof CardAdded>
export type PaymentMethods = z.infer<typeof PaymentMethods>
export type Debt = z.infer<typeof Debt>
export type DebtList = z.infer<typeof DebtList>
export type Payment = z.infer<typeof Payment>
export type ChargeView = z.infer<typeof ChargeView>
export type OpenChargeView = z.infer<typeof OpenChargeView>
export type OpenChargeList = z.infer<typeof OpenChargeList>
export type MoneyDecision = z.infer<typeof MoneyDecision>
export type PaymentCompared = z.infer<typeof PaymentCompared>
export type PaymentDecision = z.infer<typeof PaymentDecision>
export type MoneyDay = z.infer<typeof MoneyDay>
