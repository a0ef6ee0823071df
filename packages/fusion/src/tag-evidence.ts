import type { UnitOdds } from './basket.ts'

/** What the reader at an exit told of one article that somebody may have, and what it made of the belief. */
export interface TagEvidence {
  readonly gate: string
  /** When the first of those who passed stepped in between the doors. */
  readonly atMs: number
  /** Those who passed together, among whom tags are not told apart. Whoever's belief it is need not be one of them. */
  readonly passed: readonly string[]
  readonly gtin: string
  /** How many tags of it were read, each counted once. */
  readonly read: number
  /** The probability that they have at least one, at least two, …, before the passage and after it. */
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/** One passage, as far as it was read. */
export interface ReadPassage extends Pick<TagEvidence, 'gate' | 'atMs' | 'passed'> {
  /** By article. */
  readonly read: ReadonlyMap<string, number>
}

/** A belief that moved by less was not moved, for anybody who reads of it. */
const LEAST_MOVED = 0.005

/**
 * What a passage told of somebody's goods: of each article that it made likelier or less likely, and of those who passed
 * also where a read only bore out what was believed.
 */
export function toldOf(
  passage: ReadPassage,
  before: readonly UnitOdds[],
  after: readonly UnitOdds[],
  hasPassed: boolean,
): TagEvidence[] {
  const { gate, atMs, passed, read } = passage
  const gtins = [...new Set([...before, ...after].map(({ gtin }) => gtin))].sort()
  return gtins.flatMap((gtin) => {
    const odds = { before: oddsIn(before, gtin), after: oddsIn(after, gtin) }
    const evidence = { gate, atMs, passed, gtin, read: read.get(gtin) ?? 0, ...odds }
    const isBorneOut = hasPassed && evidence.read > 0 && (evidence.after[0] ?? 0) >= LEAST_MOVED
    return isBorneOut || movedBy(evidence) >= LEAST_MOVED ? [evidence] : []
  })
}

const oddsIn = (odds: readonly UnitOdds[], gtin: string): readonly number[] =>
  odds.find((one) => one.gtin === gtin)?.atLeast ?? []

const movedBy = ({ before, after }: TagEvidence): number =>
  Math.max(0, ...[...before, ...after].map((_, i) => Math.abs((before[i] ?? 0) - (after[i] ?? 0))))

/** The probability of exactly so many, of which they have at least one, two, … with these. */
export const exactly = (quantity: number, atLeast: readonly number[]): number =>
  (quantity === 0 ? 1 : (atLeast[quantity - 1] ?? 0)) - (atLeast[quantity] ?? 0)
