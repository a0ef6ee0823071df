import type { FloorCharge } from '@store/contract/floor.ts'
import type { OpenChargeView } from '@store/contract/http.ts'
import type { PaymentState, Visit } from '@store/contract/visit.ts'

/** Tells the floor whose money waits for staff: reviews with their deadlines, refunds that the bank refuses [MD11]. */
export interface ChargeQueue {
  /** Asks anew, and tells all of it. Asked for while it is at it, it does it once more. */
  readonly refresh: () => void
  /** The money of a visit is another matter now; most visits never wait for staff. */
  readonly heard: (visitId: string, payment: PaymentState) => void
}

export interface ChargeQueueSetup {
  readonly open: () => Promise<readonly OpenChargeView[]>
  readonly receiptOf: (visitId: string) => Promise<Visit | undefined>
  readonly tell: (waiting: readonly FloorCharge[]) => void
  readonly failed: (error: unknown) => void
}

export function chargeQueue({ open, receiptOf, tell, failed }: ChargeQueueSetup): ChargeQueue {
  let waiting: ReadonlySet<string> = new Set()
  let isAsking = false
  let isStale = false

  async function ask(): Promise<void> {
    const charges = (await open()).filter(({ inReview }) => inReview)
    const told = await Promise.all(charges.map(async (one) => floorCharge(one, await receiptOf(one.visitId))))
    waiting = new Set(told.map(({ ref }) => ref))
    tell(told)
  }

  function refresh(): void {
    isStale = true
    if (isAsking) return
    isStale = false
    isAsking = true
    ask()
      .catch(failed)
      .finally(() => {
        isAsking = false
        if (isStale) refresh()
      })
  }

  return {
    refresh,
    heard(visitId, payment) {
      if (payment === 'review' || waiting.has(visitId)) refresh()
    },
  }
}

function floorCharge(charge: OpenChargeView, receipt: Visit | undefined): FloorCharge {
  const { visitId, state, due, since, because, decideBy, asksAgainAt } = charge
  return {
    kind: 'charge',
    id: `charge/${visitId}`,
    ref: visitId,
    ...(receipt?.number !== undefined && { visit: String(receipt.number) }),
    // What the store owes, or what the receipt comes to.
    amount: state === 'owing' ? { ...due, amountMinor: -due.amountMinor } : (receipt?.total ?? due),
    isRefund: state === 'owing',
    since,
    ...(because !== undefined && { because }),
    ...(decideBy !== undefined && { decideBy }),
    ...(asksAgainAt !== undefined && { asksAgainAt }),
  }
}
