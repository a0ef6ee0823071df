import type { Prng } from '@store/kernel/prng.ts'
import { fromQuantiles, type Quantiles } from './draws.ts'
import type { Manner } from './scenario.ts'

/**
 * How long arms take, milliseconds: quantiles of 5,377 labelled intervals of 41 shoppers (MERL Shopping, Singh et al.,
 * CVPR 2016; `field-data/arm-actions-merl.csv`), cut at the 1st and 99th percentile.
 */
const REACH: Quantiles = [[0, 400], [0.1, 700], [0.25, 870], [0.5, 1_100], [0.75, 1_370], [0.9, 1_670], [1, 2_600]] // prettier-ignore
const RETRACT: Quantiles = [[0, 400], [0.05, 570], [0.25, 870], [0.5, 1_130], [0.75, 1_530], [0.95, 2_230], [1, 3_000]] // prettier-ignore
const IN_SHELF: Quantiles = [[0, 300], [0.1, 570], [0.25, 830], [0.5, 1_300], [0.75, 2_500], [0.9, 4_490], [1, 8_000]] // prettier-ignore
/** From one reach to the next, of which walking takes its part. */
const LOOK: Quantiles = [[0, 600], [0.1, 1_200], [0.25, 2_000], [0.5, 3_300], [0.75, 5_400], [0.9, 9_000], [1, 14_000]] // prettier-ignore

/** One reach: how long the hand travels, stays and returns, and when in between it grips. */
export interface ReachTimes {
  readonly reachMs: number
  readonly inShelfMs: number
  readonly retractMs: number
}

export function drawReach(random: Prng, manner: Manner): ReachTimes {
  const pace = manner === 'quick' ? 0.6 : 1
  return {
    reachMs: fromQuantiles(random, REACH) * pace,
    inShelfMs: manner === 'quick' ? random.between(300, 600) : fromQuantiles(random, IN_SHELF),
    retractMs: fromQuantiles(random, RETRACT) * pace,
  }
}

export const drawLookMs = (random: Prng): number => fromQuantiles(random, LOOK)

/** How long the load takes to leave or reach the plate once the hand moves it. */
export function drawLoadMs(random: Prng, manner: Manner): number {
  switch (manner) {
    case 'quick':
      return random.between(60, 150)
    case 'usual':
      return random.between(90, 350)
    case 'slow':
      return random.between(1_500, 4_000)
  }
}
