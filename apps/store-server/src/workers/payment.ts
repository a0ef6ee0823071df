import type { Charge } from '@store/charging/charge.ts'
import type { PaymentState } from '@store/contract/visit.ts'

/** What the shopper is told about the charge of their visit; nothing before the bank has been asked. */
export function paymentOf(charge: Charge): PaymentState | undefined {
  switch (charge.status) {
    case 'none':
    case 'opened':
      return undefined
    case 'held':
      return 'held'
    case 'holding':
    case 'settling':
    case 'capturing':
    case 'adding':
    case 'voiding':
      return 'charging'
    case 'unknown':
      return 'charging'
    case 'charged':
      return 'charged'
    case 'unpaid':
      return 'unpaid'
    // Declined before anything was taken: the gate stayed shut, and nothing is owed.
    case 'declined':
    case 'nothing-to-pay':
      return 'nothing-to-pay'
  }
}

/** Whether its total is settled, so that no visit can be begun under it any more. */
export function isSettled(charge: Charge): boolean {
  const about = charge.status === 'unknown' ? charge.waiting : charge
  return 'totalMinor' in about && about.totalMinor !== undefined
}
