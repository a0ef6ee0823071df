/**
 * What is likely before a change is looked at, and how sure sensors are. Priors are relative to the plainest act, one
 * unit taken from its own facing, which weighs 1. They say how people shop, not how one store's trace came out.
 */
export interface AttributionPolicy {
  /** Worlds kept in one cluster; what is cut off is counted in `Beliefs.cutOff`. */
  readonly mostWorlds: number
  /** A world this much less likely than the best is dropped. */
  readonly leastWorld: number

  // How people shop.
  /** Each further unit of the same article in one grab: multipacks of one hand are rare. */
  readonly anotherUnit: number
  /** A second article in the same grab, from the next facing. */
  readonly anotherProduct: number
  /** Somebody else at the same plates within the same second. */
  readonly anotherShopper: number
  /** A thing that lies on another's facing is taken less often than what belongs there, but it lies on top. */
  readonly takeStray: number
  /** A thing that nobody was seen to misplace: left before the store's memory begins, or missed. */
  readonly takeUnseenStray: number
  readonly putBack: number
  readonly putElsewhere: number
  /** A thing put down anywhere lies on one of about this many spots within reach. */
  readonly spotsInReach: number
  /** One thing put down and another taken from the same plates before they came to rest. */
  readonly exchange: number
  /** Somebody who is no shopper fills a facing. */
  readonly restock: number
  /** A hand rests or lifts half: the change is only part of an act, the rest of which is still to come. */
  readonly unfinished: number
  /** Each further run that the same unfinished act lies on. */
  readonly unfinishedBeside: number
  /** What is left unfinished for longer was not the start of anything. */
  readonly unfinishedMs: number
  /** How much less likely a story is whose unfinished act was never finished. */
  readonly neverFinished: number
  /** Nothing we know: a bag put down, a plate that broke, an article that is not in the catalogue. */
  readonly unexplained: number
  /** Unexplained and unfinished changes can weigh anything up to this, evenly. */
  readonly anyGrams: number

  // What plates say.
  /** Plates that one act moves change within this of each other; further apart they may be acts of their own. */
  readonly apartMs: number
  /** Densities are per this many grams, so that a story of two runs can be held against one of a single run. */
  readonly perGrams: number
  /** Catalogue weights and plates agree this often; else they are off by `staleShare` … */
  readonly freshWeight: number
  /** … as in three real picks that read 7 % less, 8 % more and 2 % more than the catalogue … */
  readonly staleShare: number
  /** … or, this often, by `wrongShare`: a relaunch in another size, a cell that is out of true. */
  readonly wrongWeight: number
  readonly wrongShare: number
  /** Weighing the same unit twice on different plates differs by this share: gain of cells, corners. */
  readonly gainShare: number
  /** A unit weighs the second time what it did the first, this often … */
  readonly sameWeight: number
  /** … else, as after a spill, a gain of one cell, or when it was another unit of the lot after all, it is off by this. */
  readonly reweighedGrams: number
  /** A stray is taken from where it was put, give or take this many plates: likelier so by this factor … */
  readonly strayShiftPlates: number
  readonly strayInPlace: number
  /** … and this is left for a stray that was pushed aside meanwhile. */
  readonly strayMoved: number
  /** An edge plate with less than this share of its neighbour may be coupling through the shelf, not goods. */
  readonly couplingShare: number
  /** … and this often it is. */
  readonly couplingOften: number
  /** Up to this share of an article may lie off its own plates (0.18 measured). */
  readonly overhangShare: number
  /** One unit stands on up to this many plates; weight on more is rather an arm or a bag, by this factor. */
  readonly platesPerUnit: number
  readonly overSpread: number
  /** Weights further apart than this, over what noise and old master data explain, are not compared at all. */
  readonly slackGrams: number
  /** Beyond the overhang the fit falls off with this deviation. */
  readonly overhangDeviation: number

  // What the tracker says, as how much likelier a sight is for the one who did it than for a bystander.
  readonly handMetres: number
  /** How far from that the hand of the one who did it may be: the goods are wide, the grip is off their middle. */
  readonly handDeviation: number
  /** Noise of one sighting of a hand; it averages out over frames. */
  readonly handNoise: number
  /** Over what range the hand of a bystander may be found. */
  readonly handSpreadMetres: number
  /** Only the other hand was seen. */
  readonly handFar: number
  /** No hand of theirs was seen, though this tracker shows hands. */
  readonly handUnseen: number
  readonly headMetres: number
  readonly headDeviation: number
  /** The exponent of the head's say once a hand is seen. */
  readonly headBesideHand: number
  /** In the store, but not seen at the time. */
  readonly missing: number
  /** The same while the tracker says nothing of anybody. */
  readonly blind: number
  /** Nobody we know of. */
  readonly nobody: number
  /** A body without a pass: staff, a child, or a ghost of the tracker. */
  readonly withoutPass: number
  /** Whoever is this much less likely than the likeliest had nothing to do with it. */
  readonly leastRatio: number
  readonly lookBeforeMs: number
  readonly lookAfterMs: number
  /** The hand is at the goods from this long before the moment until this long after: it rests, presses, lifts. */
  readonly reachBeforeMs: number
  readonly reachAfterMs: number

  // What is charged.
  /** A unit is charged when it is believed at least this much; else it goes to review. */
  readonly chargeFrom: number
  /** Doubt below this is not worth a review. */
  readonly reviewFrom: number
}

export const attributionPolicy: AttributionPolicy = {
  mostWorlds: 256,
  leastWorld: 1e-4,
  anotherUnit: 0.15,
  anotherProduct: 0.04,
  anotherShopper: 0.08,
  takeStray: 0.5,
  takeUnseenStray: 0.004,
  putBack: 0.5,
  putElsewhere: 0.2,
  spotsInReach: 40,
  exchange: 0.02,
  restock: 0.3,
  unfinished: 0.006,
  unfinishedBeside: 0.1,
  unfinishedMs: 30_000,
  neverFinished: 0.02,
  unexplained: 0.0005,
  anyGrams: 1_000,
  apartMs: 400,
  perGrams: 10,
  freshWeight: 0.65,
  staleShare: 0.03,
  wrongWeight: 0.05,
  wrongShare: 0.08,
  gainShare: 0.004,
  sameWeight: 0.7,
  reweighedGrams: 2.5,
  strayShiftPlates: 0.12,
  strayInPlace: 2.5,
  strayMoved: 0.05,
  couplingShare: 0.06,
  couplingOften: 0.6,
  platesPerUnit: 4,
  overSpread: 0.01,
  slackGrams: 15,
  overhangShare: 0.2,
  overhangDeviation: 0.12,
  handMetres: 0.12,
  handDeviation: 0.07,
  handNoise: 0.1,
  handSpreadMetres: 1.5,
  handFar: 0.03,
  handUnseen: 0.25,
  headMetres: 0.52,
  headDeviation: 0.13,
  headBesideHand: 0.35,
  missing: 0.03,
  blind: 0.5,
  nobody: 0.002,
  withoutPass: 0.2,
  leastRatio: 1e-4,
  lookBeforeMs: 600,
  lookAfterMs: 400,
  reachBeforeMs: 400,
  reachAfterMs: 100,
  chargeFrom: 0.55,
  reviewFrom: 0.2,
}
