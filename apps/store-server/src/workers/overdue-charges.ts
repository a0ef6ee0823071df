/** What is decided by the clock, where people have not: reviews past their deadline, refunds that a bank once refused. */
import { figuresOf } from '@store/charging/charge.ts'
import type { ChargedLine } from '@store/charging/events.ts'
import type { ChargingPolicy } from '@store/charging/policy.ts'
import type { ChargeLog, ChargeDesk } from './charging-worker.ts'
import type { ChargeStore, OpenCharge } from './charge-store.ts'

export interface OverdueSetup {
  readonly store: Pick<ChargeStore, 'open'>
  readonly desk: Pick<ChargeDesk, 'load' | 'letGo' | 'correct'>
  /** What a visit's receipt says was taken, at its prices; `undefined` where it has none. */
  readonly receiptLines: (visitId: string) => Promise<readonly ChargedLine[] | undefined>
  readonly policy: Pick<ChargingPolicy, 'refundAgainAfterMs'>
  readonly now: () => number
  readonly log?: ChargeLog
}

/** Answers how many it brought on their way. What fails is found again the next time [CW14] [CW15]. */
export async function decideOverdue(setup: OverdueSetup): Promise<number> {
  const { store, log } = setup
  let decided = 0
  for (const open of await store.open())
    try {
      if (await decide(setup, open)) decided++
    } catch (error) {
      log?.error({ sessionId: open.sessionId, err: error }, 'what is overdue could not be decided; it is tried again')
    }
  return decided
}

async function decide(setup: OverdueSetup, open: OpenCharge): Promise<boolean> {
  const { sessionId, state, inReview } = open
  if (state === 'owing') return askAgain(setup, open)
  return inReview && (await letGo(setup, sessionId))
}

async function letGo({ desk, receiptLines, now, log }: OverdueSetup, sessionId: string): Promise<boolean> {
  const charge = await desk.load(sessionId)
  const decideByMs = charge.status === 'none' ? undefined : charge.review?.decideByMs
  if (decideByMs === undefined || decideByMs > now() || figuresOf(charge)) return false
  log?.warn({ sessionId }, 'nobody decided a review by its deadline: the visit is let go')
  await desk.letGo(sessionId, (await receiptLines(sessionId)) ?? [])
  return true
}

async function askAgain({ desk, policy, now }: OverdueSetup, { sessionId, sinceMs }: OpenCharge): Promise<boolean> {
  if (now() - sinceMs < policy.refundAgainAfterMs) return false
  const reason = 'the bank refused it before'
  await desk.correct(sessionId, { type: 'retry-refund', by: 'the store', reason })
  return true
}
