import { z } from 'zod'

/** Numbers and truth values come as text in a form. */
const minor = z.coerce.number<string>().int().positive()
const metadata = z.record(z.string(), z.string().max(500)).default({})
const limit = z.coerce.number<string>().int().min(1).max(100).default(10)

/** As Stripe does, a parameter that is not known is refused: a misspelt one would silently do nothing. */
export const CreateIntent = z.strictObject({
  amount: minor,
  currency: z.string().regex(/^[a-z]{3}$/, 'is an ISO 4217 code in lower case'),
  payment_method: z.string(),
  /** Whose card it is, of one that was kept; it is charged while its owner is elsewhere. */
  customer: z.string().optional(),
  off_session: z.enum(['true', 'false']).optional(),
  allowed_payment_method_types: z.array(z.literal('card')).optional(),
  capture_method: z.enum(['automatic', 'manual']).default('automatic'),
  /** Without it the payment waits for `POST …/confirm`. */
  confirm: z.enum(['true', 'false']).default('false'),
  error_on_requires_action: z.enum(['true', 'false']).optional(),
  description: z.string().optional(),
  metadata,
})

export const ConfirmIntent = z.strictObject({
  payment_method: z.string().optional(),
  error_on_requires_action: z.enum(['true', 'false']).optional(),
})
export const CaptureIntent = z.strictObject({ amount_to_capture: minor.optional() })
export const CancelIntent = z.strictObject({ cancellation_reason: z.string().default('requested_by_customer') })
export const CreateRefund = z.strictObject({ payment_intent: z.string(), amount: minor.optional(), metadata })

export const ListIntents = z.strictObject({
  created: z
    .strictObject({ gte: z.coerce.number<string>().optional(), lt: z.coerce.number<string>().optional() })
    .optional(),
  starting_after: z.string().optional(),
  limit,
})
export const ListRefunds = z.strictObject({
  payment_intent: z.string().optional(),
  created: z.strictObject({ gte: z.coerce.number<string>().optional() }).optional(),
  starting_after: z.string().optional(),
  limit,
})

/** Checkout, for nothing but a card. `{CHECKOUT_SESSION_ID}` in the address to come back to is the session's id. */
export const CreateSession = z.strictObject({
  mode: z.literal('setup'),
  success_url: z.url(),
  cancel_url: z.url(),
  customer_creation: z.literal('always'),
  allowed_payment_method_types: z.array(z.literal('card')),
  client_reference_id: z.string().max(200).optional(),
  locale: z.literal('auto').optional(),
})
export const RetrieveSession = z.strictObject({ expand: z.array(z.literal('setup_intent.payment_method')).optional() })

/** Clauses of Stripe's query language that this bank knows: `metadata['reference']:'hold/s1'`, joined with AND. */
export const SearchIntents = z.strictObject({
  query: z
    .string()
    .regex(/^metadata\['[^']+'\]:'[^']*'( AND metadata\['[^']+'\]:'[^']*')*$/, 'is no query that this bank knows'),
  limit,
})

export const clausesOf = (query: string): readonly (readonly [name: string, value: string])[] =>
  [...query.matchAll(/metadata\['([^']+)'\]:'([^']*)'/g)].map(([, name = '', value = '']) => [name, value] as const)
