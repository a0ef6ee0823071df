/**
 * What is likely before a change is looked at, how sure sensors are, and how far is searched. Numbers without a unit are
 * probabilities or factors. Priors are relative to the plainest act, one unit taken from its own facing, which weighs 1.
 * They are judgements of how people shop, in orders of magnitude, not fits to one store's traces: where a value was
 * measured, its comment says so.
 */
export const attributionPolicy = {
  // How people shop.
  /** A second unit of the same article in one grab: multipacks of one hand are rare … */
  anotherUnit: 0.15,
  /** … but who takes two of something may well take more. */
  furtherUnit: 0.35,
  /** A second article in the same grab, from the next facing: rarer still. */
  anotherProduct: 0.04,
  /** Somebody else at the same plates within the same second: as rare, though crowds form where people shop. */
  anotherShopper: 0.15,
  /** Another reach to the same plates before they came to rest from the one before, be it the same shopper's or not. */
  anotherReach: 0.3,
  /** A thing that lies on another's facing is taken less often than what belongs there, but it lies on top. */
  takeStray: 0.5,
  /** A thing that nobody was seen to misplace: left before the store's memory begins, or missed. */
  takeUnseenStray: 0.002,
  /** Given that somebody near by holds it: what was taken is put back half as often as something is taken … */
  putBack: 0.5,
  /** … and in a wrong place less often than that. */
  putElsewhere: 0.2,
  /** A thing put down anywhere lies on one of about this many spots within reach: some 4 shelves of 10 plates. */
  spotsInReach: 40,
  /**
   * Or it is put back among goods that it is taken for, half as often as just anywhere: other sorts of the same product, in
   * the same pack, which weigh the same but for this share.
   */
  putMistaken: 0.1,
  alikeShare: 0.05,
  /** One thing put down and another taken from the same plates before they came to rest. */
  exchange: 0.02,
  /** Somebody who is no shopper fills a facing. */
  restock: 0.3,
  /** A hand rests or lifts half: the change is only part of an act, the rest of which is still to come. */
  unfinished: 0.006,
  /** Each further run that the same unfinished act lies on: an arm is wider than a run. */
  unfinishedBeside: 0.1,
  /** What is left unfinished for longer was not the start of anything. Nobody stands with a hand on a shelf for longer. */
  unfinishedMs: 30_000,
  /** How much less likely a story is whose unfinished act was never finished. */
  neverFinished: 0.02,
  /** Nothing we know: a bag put down, a plate that broke, an article that is not in the catalogue. */
  unexplained: 0.001,
  /** Unexplained and unfinished changes can weigh anything up to this, evenly, grams: more than nearly all articles. */
  anyGrams: 1_000,

  /** Who did something else within this of a moment … */
  busyMs: 2_350,
  /** … is this likely to have done another: the next reach comes after 6.0 s, 2.35 to 14.7 (Singh et al., CVPR 2016). */
  busy: 0.2,
  /** A hand that is not seen in the shelves for so long was drawn back: what is done after it is another reach. */
  withdrawnMs: 500,
  /** Doubts about who was busy are looked into if they are, and came as near as the nearest, this likely. */
  leastBusy: 0.05,
  /** Acts are remembered for as long as a change can take to close, longest disturbance included. */
  busyKeptMs: 25_000,
  /** Plates within this of each other are one place: both hands of one reach. */
  onePlacePlates: 4,

  // What plates say.
  /** Plates that one act moves change within this of each other; further apart they may be acts of their own. */
  apartMs: 400,
  /** Densities are per this many grams, so that a story of two runs can be held against one of a single run. */
  perGrams: 10,
  /** Catalogue weights and plates agree this often; else they are off by `staleShare` … */
  freshWeight: 0.65,
  /** … as in three real picks that read 7 % less, 8 % more and 2 % more than the catalogue … */
  staleShare: 0.03,
  /** … or, this often, by `wrongShare`: a relaunch in another size, a cell that is out of true. */
  wrongWeight: 0.05,
  wrongShare: 0.08,
  /** A unit that was weighed is off by as much only if that weighing was: a hand on the plate, a part of it beside. */
  misweighed: 0.02,
  /** Weighing the same unit twice on different plates differs by this share: gain of cells, corners. */
  gainShare: 0.004,
  /** What a plate's corners add to one weighing of a lone unit, grams. */
  cornerGrams: 1,
  /** A unit weighs the second time what it did the first, this often … */
  sameWeight: 0.7,
  /** … else, as after a spill, or when it was another unit of the lot after all, it is off by this, grams. */
  reweighedGrams: 2.5,
  /** Of things that belong beside a silent plate and moved a sound one, so many stand on the silent one as well: they cover two. */
  partHidden: 0.6,
  /** A stray is taken from where it was put, give or take this many plates: likelier so by this factor … */
  strayShiftPlates: 0.12,
  strayInPlace: 2.5,
  /** … and this is left for a stray that was pushed aside meanwhile. */
  strayMoved: 0.05,
  /** A plate speaks of a change when it moved by more than this many of its own deviations. */
  tellingSigmas: 2,
  /** An edge plate with less than this share of its neighbour may be coupling through the shelf, not goods. */
  couplingShare: 0.06,
  /** … and this often it is. */
  couplingOften: 0.6,
  /** Of a thing that was put down, plates with less than this share of the heaviest one do not carry it. */
  carryingShare: 0.1,
  /** Up to this share of an article may lie off its own plates (0.18 measured). */
  overhangShare: 0.2,
  /** Beyond the overhang the fit falls off with this deviation. */
  overhangDeviation: 0.12,
  /** One unit stands on up to this many plates; weight on more is rather an arm or a bag, by this factor. */
  platesPerUnit: 4,
  overSpread: 0.01,
  /** Weights further apart than this, over what noise and old master data explain, are not compared at all, grams. */
  slackGrams: 15,
  /** Less than this share of the store's lightest article is creep, echo or a fingertip; a plate counts from a third. */
  leastShareOfLightest: 0.45,
  leastShareOnPlate: 0.15,

  // What the tracker says, as how much likelier a sight is for the one who did it than for a bystander.
  /** How far along the shelf the hand that did it is from what moved, metres: the grip, and where the tracker has its zero. */
  handDeviation: 0.05,
  /** A hand that grips is over the board, no higher than this, or than the next board … */
  handAboveBoard: 0.2,
  /** … and in the shelf, or up to this far before it: trackers show wrists, and some see them late (0.12 in a recording). */
  handBeforeShelf: 0.15,
  /** Noise of one sighting of a hand, metres; it averages out over frames. */
  handNoise: 0.1,
  /** Over what range along a gondola the hand of a bystander may be found, metres. */
  handSpreadMetres: 3,
  /** … and up and down it: people reach from their knees to over their heads. */
  handSpreadUpMetres: 1.5,
  /** Only the other hand was seen. */
  handFar: 0.03,
  /** No hand of theirs was seen, though this tracker shows hands. */
  handUnseen: 0.25,
  /** In some frames only the idle hand is seen: this share of them, the nearest, speaks. */
  handShown: 0.6,
  /** People stand 0.45 to 0.7 m from what they reach for: no doubt up to the first, metres, and what falls off beyond. */
  headMetres: 0.52,
  headDeviation: 0.13,
  /** The exponent of the head's say once a hand is seen: people lean and reach across, and crowds hold heads off. */
  headBesideHand: 0.1,
  /** In the store, but not seen at the time. */
  missing: 0.03,
  /** That falls to a half when they have not been seen for this long; ids change within 2 s, people hide for some more. */
  missingMs: 20_000,
  /** The same while the tracker says nothing of anybody. */
  blind: 0.5,
  /** Nobody we know of. */
  nobody: 0.002,
  /** A body without a pass: staff, a child, or a ghost of the tracker. */
  withoutPass: 0.2,
  /** Whoever is this much less likely than the likeliest had nothing to do with it. */
  leastRatio: 1e-4,
  /** … and so had whoever is this much less likely than nobody we know of: where nobody is near, not all the store is. */
  leastOfNobody: 0.02,
  /** How long before and after the moment somebody's head is looked for. */
  lookBeforeMs: 600,
  lookAfterMs: 400,
  /** The hand is at the goods from this long before the moment until this long after: it rests, presses, lifts. */
  reachBeforeMs: 400,
  reachAfterMs: 100,

  // How far is searched: nearer bounds cost accuracy, farther ones time.
  /** Units taken from plates before they come to rest: six people at one shelf and one with both hands full. */
  mostTaken: 8,
  /** Sets of units that weigh about as much as a run, which are looked into. */
  mostSets: 2_000,
  /** Units put down at once. */
  mostPut: 3,
  /** Units that staff put on a facing in one go. */
  mostRestocked: 12,
  /** Runs of one change that are explained, the heaviest: more than that is no shopping. */
  mostRuns: 4,
  /** Stories kept of one run, and how likely the least is, against the best. */
  mostStories: 24,
  leastStory: 1e-5,
  /** Combinations of stories of a change's runs. */
  mostCombinations: 48,
  /** People considered for one move, whoever was unseen for an unexplained one, and staff for a restock. */
  mostCandidates: 6,
  mostSuspects: 3,
  mostRestockers: 2,
  /** Ways to share out one story's moves among people, and how likely the least is, against the best. */
  mostAssignments: 48,
  leastAssignment: 1e-4,
  /** Branches this far below the best one, in natural logarithms, are left out (5e-5). */
  leastBranchLog: -10,
  /** Worlds kept in one cluster; what is cut off is counted in `Beliefs.cutOff`. */
  mostWorlds: 256,
  /** Continuations of all of them that are followed into a world; many meet in the same one. */
  mostFollowed: 1_024,
  /** A world this much less likely than the best is dropped. */
  leastWorld: 1e-4,
  /** Worlds that leave less than this to the others agree well enough to be taken apart. */
  leastDoubt: 5e-4,
  /** A doubt bears on a change if what it is about explains the change at least so well against what is certain. */
  leastRelevance: 1e-3,
  /** That somebody was given what they put down is looked into where it explains that at least so well against all else. */
  leastHandedOn: 0.1,
  /** Doubts that depend on one another by less than this, as a probability, are believed apart; see `parting.ts`. */
  leastDependence: 2e-3,
} as const

export type AttributionPolicy = { readonly [Value in keyof typeof attributionPolicy]: number }
