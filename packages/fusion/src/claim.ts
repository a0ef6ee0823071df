import type { BelievedAct, Candidate, ChangeEvidence } from './evidence.ts'

/** What a receipt's line claims of a change: that its shopper took the article there. */
export interface Claim {
  readonly gtin: string
  /** Whether an actor named in the evidence is the shopper of the line. */
  readonly isOwn: (actor: string) => boolean
}

/** One change, read for one claim. */
export interface Reading {
  /** The plates on which the weight moved, without those that only felt their neighbour. */
  readonly plates: readonly number[]
  /** The likeliest story that supports the claim, with the probability of all that do; absent where none does. */
  readonly believed?: Candidate
  /** What else was considered, the likeliest first. */
  readonly otherwise: readonly Candidate[]
}

/** A plate that moved by less than this share of the most moved one only felt its neighbour. */
const TREMBLE_SHARE = 0.05
/** Nobody reads further, and what is less likely than one in a thousand persuades nobody. */
const LEAST_TOLD = 0.001
const MOST_TOLD = 4

/** What a change says for and against a claim; without a claim, as where nothing is charged, everything is otherwise. */
export function readFor(evidence: ChangeEvidence, claim: Claim | undefined): Reading {
  const { considered } = evidence
  const supports = ({ acts }: Candidate): boolean =>
    claim !== undefined && acts.some((act) => act.action === 'took' && isOf(act, claim))
  const supporting = considered.filter(supports)
  const [likeliest] = supporting
  const probability = supporting.reduce((sum, candidate) => sum + candidate.probability, 0)
  return {
    plates: movedPlates(evidence),
    ...(likeliest && { believed: { ...likeliest, probability } }),
    otherwise: considered
      .filter((candidate) => !supports(candidate) && candidate.probability >= LEAST_TOLD)
      .slice(0, MOST_TOLD),
  }
}

/** Whether an act moved the article of the claim by the hands of its shopper. */
export const isOf = ({ gtin, actor }: BelievedAct, claim: Claim): boolean =>
  gtin === claim.gtin && actor !== undefined && claim.isOwn(actor)

function movedPlates({ change: { plates } }: ChangeEvidence): number[] {
  const most = Math.max(...plates.map(({ grams }) => Math.abs(grams)))
  return plates.filter(({ grams }) => Math.abs(grams) >= TREMBLE_SHARE * most).map(({ plate }) => plate)
}
