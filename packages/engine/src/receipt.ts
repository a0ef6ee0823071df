import type { Doubt, UnitOdds } from '@store/fusion/basket.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { HandOverEvidence } from '@store/fusion/hand-over-evidence.ts'
import type { TagEvidence } from '@store/fusion/tag-evidence.ts'

/** What one visit comes to. Until its session is sealed it is belief, and a later change may revise it. */
export interface Receipt {
  readonly sessionId: string
  readonly shopper: string
  /** By GTIN; only what is sure enough to charge. */
  readonly lines: readonly ReceiptLine[]
  /** What was seen to happen and is not charged: for review, never guessed. */
  readonly unresolved: readonly UnresolvedLine[]
  /** Of every article they may hold, charged or not, the probabilities of at least one, at least two, … */
  readonly odds: readonly UnitOdds[]
}

export interface ReceiptLine {
  readonly gtin: string
  readonly quantity: number
  /** The probability that exactly this many were taken, 0 to 1, three decimals. */
  readonly confidence: number
  /** Why: the shelf changes in which the units were taken, oldest first. */
  readonly evidence: readonly ChangeEvidence[]
  /** And what readers at the exit told of it, oldest first. */
  readonly tags: readonly TagEvidence[]
  /** Meetings of hands in which it may have come from somebody else, or gone to them, oldest first; absent where there were none. */
  readonly handed?: readonly HandOverEvidence[]
}

export interface UnresolvedLine {
  /** What it may be; none, where nothing the store sells explains the evidence. */
  readonly gtins: readonly string[]
  readonly quantity: number
  /** The probability that they took it at all, whatever it is, 0 to 1, three decimals. */
  readonly probability: number
  /** A sentence that staff can act on. */
  readonly reason: string
  /** The same as a code. */
  readonly cause: Doubt['reason']
  readonly evidence: readonly ChangeEvidence[]
  /** Of every article that it may be. */
  readonly tags: readonly TagEvidence[]
  readonly handed?: readonly HandOverEvidence[]
}
