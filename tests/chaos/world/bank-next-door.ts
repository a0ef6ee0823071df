/** The sandbox bank's own books and deeds, behind the store's port, with a network in between that is made of virtual time. */
import type { Prng } from '@store/kernel/prng.ts'
import { openLedger, type Ledger } from '@store/sandbox-bank/ledger.ts'
import { authorize, cancel, capture, type Deed, refund } from '@store/sandbox-bank/operations.ts'
import type { BookEntry } from '@store/sandbox-bank/books.ts'
import type { Behaviour } from '@store/sandbox-bank/behaviour.ts'
import { type Payment, refundedMinor } from '@store/sandbox-bank/payments.ts'
import {
  type Bank,
  type BankFinding,
  type BankNotice,
  type BankOutcome,
  type BankPayment,
  NoticeRefused,
  type SoughtOperation,
  type Unknown,
} from '@store/store-server/adapters/bank.ts'
import { declineReason, unknownBecause } from '@store/store-server/adapters/stripe-refusal.ts'
import { z } from 'zod'
import type { VirtualTime } from './virtual-time.ts'

export interface BankWeather {
  /** Of a request, and of an answer: how likely it is lost. */
  readonly loss: number
  readonly failure: number
  readonly slow: number
  readonly partial: number
  readonly expired: number
  readonly refused: number
  readonly lookupLoss: number
  readonly noticeLoss: number
  readonly noticeAgain: number
  readonly noticeForged: number
}

export interface BankNextDoor {
  readonly bank: Bank
  readonly ledger: Ledger
  weather: BankWeather
  /** Until it is told otherwise nobody is let in. */
  isDown: boolean
  readonly seen: Record<BankFault, number>
}

export type BankFault =
  | 'lost-request'
  | 'lost-answer'
  | 'failed-before'
  | 'failed-after'
  | 'slow'
  | 'partial'
  | 'expired-hold'
  | 'refused-refund'
  | 'lost-lookup'
  | 'notice-lost'
  | 'notice-again'
  | 'notice-forged'
  | 'notice-late'

export interface BankSetup {
  readonly time: VirtualTime
  readonly random: Prng
  readonly weather: BankWeather
  /** Posts a notice to the store; resolves to whether it was taken. */
  readonly tell: (payload: string, signature: string) => Promise<boolean>
}

/** As the adapter for Stripe has it. */
const TIMEOUT_MS = 3_000
/** Days are short here: what is a day at a bank is an hour. */
export const KEYS_KEPT_MS = 3_600_000
const SIGNATURE = 'the sandbox bank'
const TELL_AGAIN_MS = [200, 1_000, 5_000, 30_000]

export function bankNextDoor({ time, random, weather, tell }: BankSetup): BankNextDoor {
  const ledger = openLedger(undefined, KEYS_KEPT_MS)
  /** The bank's names are of chance; in this world they are numbers, so that a seed says the same twice. */
  const intents: string[] = []
  const refOf = (intent: string): string => {
    if (!intents.includes(intent)) intents.push(intent)
    return `pay-${intents.indexOf(intent) + 1}`
  }
  const intentOf = (providerRef: string): string => intents[Number(providerRef.slice(4)) - 1] ?? providerRef
  let notices = 0

  const seen: Record<BankFault, number> = {
    'lost-request': 0,
    'lost-answer': 0,
    'failed-before': 0,
    'failed-after': 0,
    slow: 0,
    partial: 0,
    'expired-hold': 0,
    'refused-refund': 0,
    'lost-lookup': 0,
    'notice-lost': 0,
    'notice-again': 0,
    'notice-forged': 0,
    'notice-late': 0,
  }
  const happens = (fault: BankFault, probability: number): boolean => {
    const does = random.chance(probability)
    if (does) seen[fault]++
    return does
  }

  function moving(
    key: string,
    asked: object,
    operation: 'authorize' | 'capture' | 'void' | 'refund',
    act: (how?: Behaviour) => Deed,
  ): Promise<BankOutcome> {
    return new Promise((resolve) => {
      const { loss, failure, slow } = next.weather
      time.schedule(TIMEOUT_MS, () => resolve(silence))
      if (next.isDown || happens('lost-request', loss)) return
      const delayMs = random.between(20, 200) + (happens('slow', slow) ? random.between(1_000, 20_000) : 0)
      time.schedule(delayMs, () => {
        if (happens('failed-before', failure)) return resolve(failed)
        const digest = JSON.stringify(asked)
        const kept = ledger.answered(key, time.now())
        if (kept && kept.digest !== digest) return resolve(unknownBecause('contradiction', `${key} was something else`))
        let answer: Pick<Deed, 'status' | 'body'> | undefined = kept && {
          status: kept.status,
          body: z.looseObject({}).parse(kept.body),
        }
        if (!answer) {
          const deed = act(behaviourFor(operation))
          answer = happens('failed-after', failure) ? { status: 500, body: {} } : deed
          ledger.append({
            entries: [...deed.entries],
            answer: { key, digest, status: answer.status, body: answer.body, at: time.now() },
          })
          for (const entry of deed.entries) notice(entry, key)
        }
        if (happens('lost-answer', loss)) return
        const { status, body } = answer
        time.schedule(random.between(20, 200), () => resolve(outcomeOf(status, body, operation)))
      })
    })
  }

  function behaviourFor(operation: string): Behaviour | undefined {
    const { partial, expired, refused } = next.weather
    if (operation === 'authorize' && happens('partial', partial))
      return { do: 'approve-in-part', amountMinor: random.integer(5, 25) * 100, times: 1 }
    if (operation === 'capture' && happens('expired-hold', expired)) return { do: 'expire-hold', times: 1 }
    if (operation === 'refund' && happens('refused-refund', refused))
      return { do: 'decline', code: 'generic_decline', times: 1 }
    return undefined
  }

  function outcomeOf(status: number, body: object, operation: string): BankOutcome {
    if (status >= 500) return failed
    if (status === 200) {
      const said = Answer.parse(body)
      if (said.object === 'refund') return { kind: 'confirmed', providerRef: refOf(said.id), amountMinor: said.amount }
      return certain(foundAs(operation, paymentOf(said.id)))
    }
    const { code, decline_code: declineCode, message, payment_intent: about } = Refusal.parse(body).error
    if (status === 402) return { kind: 'declined', reason: declineReason(declineCode ?? code), message }
    if (code === 'payment_intent_unexpected_state' && about) return certain(foundAs(operation, paymentOf(about.id)))
    return { kind: 'declined', reason: code === 'amount_too_large' ? 'amount-too-large' : 'request-refused', message }
  }

  const paymentOf = (intent: string): Payment => ledger.payments.get(intent)!

  function foundAs(operation: string, payment: Payment): BankFinding {
    const { status, approvedMinor, capturedMinor } = payment
    const providerRef = refOf(payment.id)
    if (status === 'declined')
      return { kind: 'declined', reason: declineReason(payment.reason), message: 'the card was declined' }
    if (operation === 'void') {
      if (status === 'voided') return { kind: 'confirmed', providerRef, amountMinor: 0 }
      return status === 'held' ? absent : unknownBecause('contradiction', `${providerRef} is ${status}`)
    }
    if (status === 'voided') return { kind: 'declined', reason: 'hold-gone', message: `${providerRef} is voided` }
    if (status === 'captured') return { kind: 'confirmed', providerRef, amountMinor: capturedMinor }
    return operation === 'authorize' ? { kind: 'confirmed', providerRef, amountMinor: approvedMinor } : absent
  }

  function found(sought: SoughtOperation): BankFinding {
    if (sought.operation === 'authorize') {
      const payment = [...ledger.payments.values()].find(({ metadata }) => metadata['reference'] === sought.key)
      return payment ? foundAs('authorize', payment) : absent
    }
    const payment = ledger.payments.get(intentOf(sought.providerRef))
    if (!payment) return unknownBecause('contradiction', `nobody knows ${sought.providerRef}`)
    if (sought.operation !== 'refund') return foundAs(sought.operation, payment)
    const given = payment.refunds.find(({ metadata }) => metadata['reference'] === sought.key)
    return given ? { kind: 'confirmed', providerRef: refOf(given.id), amountMinor: given.amountMinor } : absent
  }

  /** Hints, told in any order, twice, late, never, and by others in the bank's name. */
  function notice(entry: BookEntry, key: string): void {
    const { noticeLoss, noticeAgain, noticeForged } = next.weather
    const sessionId = key.slice(key.indexOf('/') + 1)
    const payload = JSON.stringify({ id: `n-${++notices}`, type: entry.kind, about: { sessionId, key } })
    if (happens('notice-lost', noticeLoss)) return
    const deliver = (signature: string, tries: readonly number[]): void => {
      tell(payload, signature).then(
        (isTaken) => {
          const [waitMs, ...more] = tries
          if (!isTaken && waitMs !== undefined) time.schedule(waitMs, () => deliver(signature, more))
        },
        () => undefined,
      )
    }
    const isLate = happens('notice-late', 0.2)
    const sendAfter = (ms: number) => time.schedule(ms, () => deliver(SIGNATURE, TELL_AGAIN_MS))
    // Some overtake the answer to the very call, some the notice before.
    sendAfter(random.between(0, isLate ? 60_000 : 400))
    if (happens('notice-again', noticeAgain)) sendAfter(random.between(0, 120_000))
    if (happens('notice-forged', noticeForged))
      time.schedule(random.between(0, 5_000), () => deliver('somebody else', []))
  }

  const bookOf = (payment: Payment): BankPayment => ({
    providerRef: refOf(payment.id),
    key: payment.metadata['reference'] ?? '',
    sessionId: payment.metadata['session'] ?? '',
    currency: payment.currency.toUpperCase(),
    capturedMinor: payment.capturedMinor,
    refundedMinor: refundedMinor(payment),
  })

  const bank: Bank = {
    authorize: (order) =>
      moving(order.key, order, 'authorize', (how) => authorize(intentRequest(order), time.now(), how)),
    capture: (order) =>
      moving(order.key, order, 'capture', (how) =>
        capture(
          ledger.payments,
          intentOf(order.providerRef),
          { amount_to_capture: order.amountMinor },
          time.now(),
          how,
        ),
      ),
    void: (order) =>
      moving(order.key, order, 'void', () =>
        cancel(
          ledger.payments,
          intentOf(order.providerRef),
          { cancellation_reason: 'requested_by_customer' },
          time.now(),
        ),
      ),
    refund: (order) =>
      moving(order.key, order, 'refund', (how) =>
        refund(
          ledger.payments,
          {
            payment_intent: intentOf(order.providerRef),
            amount: order.amountMinor,
            metadata: { reference: order.key, session: order.key.slice(order.key.indexOf('/') + 1) },
          },
          time.now(),
          how,
        ),
      ),
    lookup: (sought) =>
      new Promise((resolve) => {
        time.schedule(TIMEOUT_MS, () => resolve(silence))
        if (next.isDown || happens('lost-lookup', next.weather.lookupLoss)) return
        time.schedule(random.between(40, 300), () => resolve(found(sought)))
      }),
    async payments(fromMs, toMs) {
      if (next.isDown) throw new Error('the line is dead')
      return [...ledger.payments.values()]
        .filter(({ createdAt }) => createdAt >= fromMs && createdAt < toMs)
        .map(bookOf)
    },
    async payment(providerRef) {
      if (next.isDown) throw new Error('the line is dead')
      const payment = ledger.payments.get(intentOf(providerRef))
      return payment && bookOf(payment)
    },
    readNotice(payload, signature): BankNotice {
      if (signature !== SIGNATURE) throw NoticeRefused({ reason: 'its signature does not fit' })
      return Notice.parse(JSON.parse(payload))
    },
  }

  const next: BankNextDoor = { bank, ledger, weather, isDown: false, seen }
  return next
}

const intentRequest = (order: Parameters<Bank['authorize']>[0]) => ({
  amount: order.amountMinor,
  currency: order.currency.toLowerCase(),
  payment_method: order.paymentMethod,
  capture_method: order.capture === 'later' ? ('manual' as const) : ('automatic' as const),
  confirm: 'true' as const,
  metadata: { reference: order.key, session: order.sessionId },
})

const absent: BankFinding = { kind: 'absent' }
const silence: Unknown = unknownBecause('no-answer', 'no answer in time')
const failed: Unknown = unknownBecause('bank-failed', 'something went wrong, and nobody knows what was done')
const certain = (finding: BankFinding): BankOutcome =>
  finding.kind === 'absent' ? unknownBecause('contradiction', 'the bank answered, and did nothing') : finding

const Answer = z.discriminatedUnion('object', [
  z.object({ object: z.literal('payment_intent'), id: z.string() }),
  z.object({ object: z.literal('refund'), id: z.string(), amount: z.int() }),
])
const Refusal = z.object({
  error: z.object({
    code: z.string().optional(),
    decline_code: z.string().optional(),
    message: z.string(),
    payment_intent: z.object({ id: z.string() }).optional(),
  }),
})
const Notice = z.object({
  id: z.string(),
  type: z.string(),
  about: z.object({ sessionId: z.string(), key: z.string() }),
})
