/** For tests only: a bank in memory that keeps books and misbehaves as it is told, without a network in between. */
import type { Misbehaviour } from './bank-conformance.ts'
import {
  type Bank,
  type BankFinding,
  type BankOutcome,
  type BankPayment,
  type Declined,
  type DeclineReason,
  NoticeRefused,
  type Unknown,
} from './bank.ts'
import { z } from 'zod'

export interface ScriptedBank extends Omit<Bank, 'payments'> {
  /** Somebody takes money there by hand, of which the store knows nothing. */
  takeByHand(sessionId: string, amountMinor: number): string
  // Tests put other behaviour in their place.
  authorize: Bank['authorize']
  capture: Bank['capture']
  /** In the order in which they were made. */
  readonly made: readonly ScriptedPayment[]
  readonly payments: Bank['payments']
  /** How often it was asked for anything, by operation. */
  readonly calls: readonly string[]
  misbehave(next: Misbehaviour): void
  /** As banks do after a day: what was answered under a key is not known any more. */
  forgetKeys(): void
  /** Until it is told otherwise, no refund is given. */
  refusesRefunds: boolean
  /** Until it is told otherwise: nobody answers, and nothing is done. */
  isDown: boolean
}

export interface ScriptedPayment {
  readonly providerRef: string
  readonly key: string
  readonly sessionId: string
  readonly currency: string
  status: 'held' | 'captured' | 'voided' | 'declined'
  readonly heldMinor: number
  capturedMinor: number
  readonly refunds: Map<string, { providerRef: string; amountMinor: number }>
  readonly no?: Declined
}

/** The card that is declined for that reason; any other card is good. */
export const declinedCard = (reason: CardReason): string => `card:${reason}`

const cardReasons = ['card-declined', 'insufficient-funds'] as const satisfies readonly DeclineReason[]
type CardReason = (typeof cardReasons)[number]

export function scriptedBank(): ScriptedBank {
  const payments: ScriptedPayment[] = []
  const calls: string[] = []
  const kept = new Map<string, { asked: string; outcome: BankOutcome }>()
  let planned: Misbehaviour[] = []

  async function moving(
    on: Misbehaviour['on'],
    asked: object & { key: string },
    act: (how?: Misbehaviour) => BankOutcome,
  ) {
    calls.push(`${on} ${asked.key}`)
    const how = next(on)
    if (bank.isDown || how?.how === 'silent-before') return silence
    if (how?.how === 'fail-before') return failure
    const before = kept.get(asked.key)
    if (before && before.asked !== JSON.stringify(asked)) return contradiction(`${asked.key} was something else`)
    const outcome = before?.outcome ?? act(how)
    kept.set(asked.key, { asked: JSON.stringify(asked), outcome })
    if (how?.how === 'silent-after') return silence
    return how?.how === 'fail-after' ? failure : outcome
  }

  function next(on: Misbehaviour['on']): Misbehaviour | undefined {
    const found = planned.find((one) => one.on === on)
    planned = planned.filter((one) => one !== found)
    return found
  }

  const paymentOf = (providerRef: string): ScriptedPayment | undefined =>
    payments.find((payment) => payment.providerRef === providerRef)

  const bank: ScriptedBank = {
    made: payments,
    readNotice: (payload, signature) => {
      if (signature !== SIGNATURE) throw NoticeRefused({ reason: 'its signature does not fit' })
      return Notice.parse(JSON.parse(payload))
    },
    async payments() {
      if (bank.isDown || next('lookup')) throw new Error('the line is dead')
      return payments.map(bookOf)
    },
    async payment(providerRef) {
      if (bank.isDown || next('lookup')) throw new Error('the line is dead')
      const payment = paymentOf(providerRef)
      return payment && bookOf(payment)
    },
    takeByHand(sessionId, amountMinor) {
      const providerRef = `pay-${payments.length + 1}`
      const payment = { providerRef, key: '', sessionId, currency: 'EUR', capturedMinor: amountMinor }
      payments.push({ ...payment, status: 'captured', heldMinor: amountMinor, refunds: new Map<string, never>() })
      return providerRef
    },
    calls,
    isDown: false,
    refusesRefunds: false,
    forgetKeys: () => kept.clear(),
    misbehave: (one) => void planned.push(one),

    authorize: (order) =>
      moving('authorize', order, (how) => {
        const { key, sessionId, currency, paymentMethod, amountMinor, capture } = order
        const providerRef = `pay-${payments.length + 1}`
        const payment = { providerRef, key, sessionId, currency, capturedMinor: 0, refunds: new Map<string, never>() }
        const reason = cardReasons.find((one) => paymentMethod === declinedCard(one))
        if (reason !== undefined) {
          const no = declined(reason)
          payments.push({ ...payment, status: 'declined', heldMinor: 0, no })
          return no
        }
        const heldMinor = how?.how === 'approve-in-part' ? Math.min(how.amountMinor, amountMinor) : amountMinor
        if (capture === 'later') payments.push({ ...payment, status: 'held', heldMinor })
        else payments.push({ ...payment, status: 'captured', heldMinor, capturedMinor: heldMinor })
        return { kind: 'confirmed', providerRef, amountMinor: heldMinor }
      }),

    capture: (order) =>
      moving('capture', order, (how) => {
        const payment = paymentOf(order.providerRef)
        if (!payment) return declined('request-refused')
        if (how?.how === 'expire-hold') payment.status = 'voided'
        if (payment.status === 'voided') return declined('hold-gone')
        if (payment.status !== 'held') return contradiction(`${order.providerRef} is ${payment.status}`)
        if (order.amountMinor > payment.heldMinor) return declined('amount-too-large')
        payment.status = 'captured'
        payment.capturedMinor = order.amountMinor
        return { kind: 'confirmed', providerRef: order.providerRef, amountMinor: order.amountMinor }
      }),

    void: (order) =>
      moving('void', order, () => {
        const payment = paymentOf(order.providerRef)
        if (!payment || payment.status === 'captured') return contradiction(`${order.providerRef} is no open hold`)
        payment.status = 'voided'
        return { kind: 'confirmed', providerRef: order.providerRef, amountMinor: 0 }
      }),

    refund: (order) =>
      moving('refund', order, () => {
        const payment = paymentOf(order.providerRef)
        const given = [...(payment?.refunds.values() ?? [])].reduce((sum, { amountMinor }) => sum + amountMinor, 0)
        if (bank.refusesRefunds || !payment || given + order.amountMinor > payment.capturedMinor)
          return declined('request-refused')
        const refund = { providerRef: `refund of ${order.key}`, amountMinor: order.amountMinor }
        payment.refunds.set(order.key, refund)
        return { kind: 'confirmed', ...refund }
      }),

    async lookup(sought): Promise<BankFinding> {
      calls.push(`lookup ${sought.key}`)
      const how = next('lookup')
      if (bank.isDown || how) return silence
      if (sought.operation === 'authorize') {
        const payment = payments.find(({ key }) => key === sought.key)
        if (!payment) return { kind: 'absent' }
        if (payment.no) return payment.no
        const { providerRef, status, capturedMinor, heldMinor } = payment
        return { kind: 'confirmed', providerRef, amountMinor: status === 'captured' ? capturedMinor : heldMinor }
      }
      const { providerRef } = sought
      const payment = paymentOf(providerRef)
      if (!payment) return contradiction(`nobody knows ${providerRef}`)
      if (sought.operation === 'refund') {
        const refund = payment.refunds.get(sought.key)
        return refund ? { kind: 'confirmed', ...refund } : { kind: 'absent' }
      }
      if (payment.status === 'held') return { kind: 'absent' }
      if (sought.operation === 'void')
        return payment.status === 'voided'
          ? { kind: 'confirmed', providerRef, amountMinor: 0 }
          : contradiction(`${providerRef} is ${payment.status}`)
      if (payment.status === 'voided') return declined('hold-gone')
      return { kind: 'confirmed', providerRef, amountMinor: payment.capturedMinor }
    },
  }
  return bank
}

const bookOf = ({ providerRef, key, capturedMinor, currency, sessionId, refunds }: ScriptedPayment): BankPayment => ({
  providerRef,
  key,
  sessionId,
  currency,
  capturedMinor,
  refundedMinor: [...refunds.values()].reduce((sum, { amountMinor }) => sum + amountMinor, 0),
})

/** With which the notices of this bank are signed. */
export const SIGNATURE = 'signed by the scripted bank'
const Notice = z.object({
  id: z.string(),
  type: z.string(),
  about: z.object({ sessionId: z.string(), key: z.string() }),
})

const declined = (reason: DeclineReason): Declined => ({ kind: 'declined', reason, message: `declined: ${reason}` })
const silence: Unknown = { kind: 'unknown', reason: 'no-answer', message: 'the line is dead' }
const failure: Unknown = { kind: 'unknown', reason: 'bank-failed', message: 'something went wrong' }
const contradiction = (message: string): Unknown => ({ kind: 'unknown', reason: 'contradiction', message })
