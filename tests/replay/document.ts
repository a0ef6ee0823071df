import { z } from 'zod'

const Share = z.number().min(0).max(1)
const Units = z.strictObject({ shopper: z.string(), gtin: z.string().length(14), quantity: z.int().positive() })

const Line = z.strictObject({
  gtin: z.string().regex(/^\d{8,14}$/),
  quantity: z.int().positive(),
  confidence: Share,
})
const Doubt = z.strictObject({ gtins: z.array(z.string()), quantity: z.int().positive(), reason: z.string().min(1) })

const traceOf = <L extends z.ZodType, D extends z.ZodType>(line: L, doubt: D) => ({
  name: z.string(),
  receipts: z.array(z.strictObject({ shopper: z.string(), lines: z.array(line), unresolved: z.array(doubt) })),
  seconds: z.number().nonnegative(),
  wallSeconds: z.number().positive(),
})

/** What --json prints, as trace-format.md has it: nothing is missing, and nothing is added. */
export const PlainDocument = z.strictObject({ traces: z.array(z.strictObject(traceOf(Line, Doubt))) })

const Why = z.array(z.object({ clock: z.string(), grams: z.number(), believed: z.object({}).optional() })).min(1)
const Score = z.strictObject({
  f1: Share,
  charged: z.int(),
  taken: z.int(),
  right: z.int(),
  wrong: z.array(Units),
  missed: z.array(Units),
})

/** The same with --truth and --explain. */
export const FullDocument = z.strictObject({
  traces: z.array(
    z.strictObject({
      ...traceOf(Line.extend({ why: Why }), Doubt.extend({ why: Why })),
      f1: Share,
      score: Score,
    }),
  ),
  meanF1: Share,
})

/** What a test of scores looks at. */
export const ScoredDocument = z.object({
  meanF1: Share,
  traces: z.array(z.object({ name: z.string(), f1: Share })),
})
