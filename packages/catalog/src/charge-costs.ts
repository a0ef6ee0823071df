import { z } from 'zod'
import { checkShape, fieldName, give, parseJson } from './master-data.ts'

/** A share of the article's price, and so many minor units of money for each unit whatever its price. */
export interface Cost {
  readonly ofPrice: number
  readonly minor: number
}

/** What it costs the store to be wrong, per unit: what is charged, held for review or let go follows from it. */
export interface ChargeCosts {
  /** Charged, and not taken: the refund, and what the complaint costs. */
  readonly wrongCharge: Cost
  /** Taken, and not charged: the goods. */
  readonly missedCharge: Cost
  /** Somebody looks into it. */
  readonly review: Cost
  /** How often that settles it; else the unit is let go. */
  readonly reviewFinds: number
}

/**
 * Both mistakes cost the price: the one is refunded, the other is lost. What a complaint costs beyond that is the store's to
 * say. A look takes some 20 s of staff, a sixteenth of a usual article; they see no video, only what the sensors said, so it
 * settles three cases in ten.
 */
export const usualCosts: ChargeCosts = {
  wrongCharge: { ofPrice: 1, minor: 0 },
  missedCharge: { ofPrice: 1, minor: 0 },
  review: { ofPrice: 0.06, minor: 0 },
  reviewFinds: 0.3,
}

/** Reads a store's `costs.json`; what it leaves out is as usual [CA10]. Throws `MasterDataWrong` with every problem found. */
export function parseCosts(text: string, file: string): ChargeCosts {
  const { wrongCharge, missedCharge, review, reviewFinds } = checkShape(CostsFile, parseJson(text, file), file, inCosts)
  return {
    wrongCharge: { ...usualCosts.wrongCharge, ...wrongCharge },
    missedCharge: { ...usualCosts.missedCharge, ...missedCharge },
    review: { ...usualCosts.review, ...review },
    reviewFinds: reviewFinds ?? usualCosts.reviewFinds,
  }
}

const wanted = {
  ofPrice: give('a share of the price, 0 or more: 1 is the whole price'),
  minor: give('minor units (cents) as a number, 0 or more'),
  finds: give('how often a review settles the matter, from 0 to 1'),
}

const CostEntry = z
  .strictObject(
    {
      ofPrice: z.number(wanted.ofPrice).nonnegative(wanted.ofPrice).optional(),
      minor: z.number(wanted.minor).nonnegative(wanted.minor).optional(),
    },
    give('a cost {ofPrice, minor}'),
  )
  .transform(({ ofPrice, minor }): Partial<Cost> => ({
    ...(ofPrice !== undefined && { ofPrice }),
    ...(minor !== undefined && { minor }),
  }))

const CostsFile = z.strictObject(
  {
    wrongCharge: CostEntry.optional(),
    missedCharge: CostEntry.optional(),
    review: CostEntry.optional(),
    reviewFinds: z.number(wanted.finds).min(0, wanted.finds).max(1, wanted.finds).optional(),
  },
  give('an object {wrongCharge, missedCharge, review, reviewFinds}, each as far as it differs from the usual'),
)

const inCosts = (path: readonly PropertyKey[]) => ({ entry: '', field: fieldName(path) })
