import type { Charge } from '@store/charging/charge.ts'
import type { ChargeCommand } from '@store/charging/decide.ts'
import { NoChargeYet } from '@store/charging/faults.ts'
import { type ChargingPolicy, firstPolicy } from '@store/charging/policy.ts'
import type { PaymentState } from '@store/contract/visit.ts'
import type { EventStore } from '@store/event-store/event-store.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { Bank } from '../adapters/bank.ts'
import { chargeBook } from './charge-stream.ts'
import { isSettled, paymentOf } from './payment.ts'
import { chargePursuit } from './pursue-charge.ts'
import { unfinishedCharges } from './unfinished-charges.ts'

/** Where visits are paid. Whatever it asks of the bank is written down first, and found again after a crash. */
export interface ChargeDesk {
  /**
   * Holds the amount at entry. `unknown`: the bank did not answer in time, so the gate stays shut; whatever turns out to
   * be held is let go by itself. Every entry needs a session id of its own: throws `ChargeIsOver` for one used up.
   */
  readonly hold: (
    sessionId: string,
    account: PayingAccount,
    amountMinor: number,
    currency: string,
  ) => Promise<HoldAnswer>
  /** The receipt's total becomes money; 0 lets the hold go. `charging`: not known yet, `onPayment` will tell. */
  readonly settle: (sessionId: string, amountMinor: number) => Promise<PaymentState>
  /** Lets go whatever is held, or may be, for a visit that did not come about. Without a charge: nothing to do. */
  readonly release: (sessionId: string) => Promise<PaymentState>
  /** After a start: looks up what a crash left without an outcome, and finishes it. What stays silent is tried again later. */
  readonly resume: () => Promise<void>
  /** Sessions whose hold nobody has settled. After a start, those without an open visit are to be released. */
  readonly held: () => Promise<readonly string[]>
  readonly payment: (sessionId: string) => Promise<PaymentState | undefined>
  /** Every change of a session's payment from now on. Answers how to stop. */
  readonly onPayment: (listener: PaymentListener) => () => void
  /** Nothing is tried again after this; resolves when what was under way is written down. */
  readonly close: () => Promise<void>
}

export type HoldAnswer = 'held' | 'declined' | 'unknown'
export type PaymentListener = (sessionId: string, payment: PaymentState) => void

export interface PayingAccount {
  readonly id: string
  /** The bank's token for the card. */
  readonly paymentMethod: string
}

export interface ChargeDeskSetup {
  readonly events: EventStore
  readonly bank: Bank
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  /** Runs `task` after so long; answers how to call it off. */
  readonly schedule: (afterMs: number, task: () => void) => () => void
  readonly policy?: ChargingPolicy
  /** How long a shopper is kept waiting at the gate for the bank. */
  readonly holdWithinMs?: number
  readonly log?: ChargeLog
}

export interface ChargeLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const ChargeIsOver = defineFault(
  'charge.over',
  'conflict',
  (d: { sessionId: string; status: string }) =>
    `The charge of session ${d.sessionId} is ${d.status} already, so nothing can be held for it; ` +
    `open a session with an id of its own for every entry.`,
)

/** Longer than a bank takes on a bad day, shorter than a shopper stands at a gate. */
const HOLD_WITHIN_MS = 4_000
const RESUMED_AT_ONCE = 8

export function chargeDesk(setup: ChargeDeskSetup): ChargeDesk {
  const { events, bank, now, schedule, policy = firstPolicy, holdWithinMs = HOLD_WITHIN_MS, log } = setup
  const book = chargeBook(events, now)
  const listeners = new Set<PaymentListener>()
  const failed = (sessionId: string, error: unknown): void =>
    log?.error({ sessionId, err: error }, 'a charge could not be pursued; it is tried again')
  const pursuit = chargePursuit({
    bank,
    load: book.load,
    tell,
    schedule,
    failed,
    silent: (sessionId, fields) =>
      log?.warn({ sessionId, ...fields }, 'the bank gave no clear answer; it is asked again'),
    contradicted(sessionId, error) {
      log?.error({ sessionId, err: error }, error.message)
      announce(sessionId, 'review')
    },
  })

  const told = (sessionId: string, charge: Charge): PaymentState | undefined =>
    pursuit.isContradicted(sessionId) ? 'review' : paymentOf(charge)

  async function tell(sessionId: string, command: ChargeCommand): Promise<Charge> {
    const { before, after } = await book.tell(sessionId, command)
    const payment = paymentOf(after)
    if (payment !== undefined && payment !== paymentOf(before)) announce(sessionId, payment)
    return after
  }

  function announce(sessionId: string, payment: PaymentState): void {
    log?.info({ sessionId, payment }, 'payment changed')
    for (const listener of listeners) listener(sessionId, payment)
  }

  async function hold(sessionId: string, account: PayingAccount, amountMinor: number, currency: string) {
    const { id: accountId, paymentMethod } = account
    const terms = { sessionId, accountId, paymentMethod, currency, holdMinor: amountMinor }
    const opened = await tell(sessionId, { type: 'hold', ...terms, headroomMinor: policy.headroomMinor })
    if (isSettled(opened)) throw ChargeIsOver({ sessionId, status: told(sessionId, opened) ?? opened.status })
    const answer = await withinPatience(pursuit.pursue(sessionId).then(holdAnswer))
    if (answer === 'unknown') {
      // The gate stays shut, so nobody will ever settle this: whatever turns out to be held is let go [CW5].
      await tell(sessionId, { type: 'settle', totalMinor: 0 })
      pursuit.pursue(sessionId).catch((error: unknown) => failed(sessionId, error))
    }
    return answer
  }

  function withinPatience(answer: Promise<HoldAnswer>): Promise<HoldAnswer> {
    return new Promise((resolve, reject) => {
      const callOff = schedule(holdWithinMs, () => resolve('unknown'))
      answer.then(resolve, reject).finally(callOff)
    })
  }

  async function settle(sessionId: string, amountMinor: number): Promise<PaymentState> {
    // Written down before it waits for its turn: a crash in the meantime must not lose the total.
    await tell(sessionId, { type: 'settle', totalMinor: amountMinor })
    const charge = await pursuit.pursue(sessionId)
    return told(sessionId, charge) ?? 'charging'
  }

  return {
    hold,
    settle,

    async release(sessionId) {
      try {
        return await settle(sessionId, 0)
      } catch (error) {
        if (NoChargeYet.is(error)) return 'nothing-to-pay'
        throw error
      }
    },

    async resume() {
      const { awaiting } = await unfinishedCharges(events)
      const waiting = [...awaiting]
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const sessionId = next
          await giveUpUnheard(sessionId)
          await pursuit.recover(sessionId).catch((error: unknown) => failed(sessionId, error))
        }
      }
      await Promise.all(Array.from({ length: RESUMED_AT_ONCE }, worker))
    },

    held: async () => (await unfinishedCharges(events)).held,

    async payment(sessionId) {
      return told(sessionId, await book.load(sessionId))
    },

    onPayment(listener) {
      const own: PaymentListener = (sessionId, payment) => listener(sessionId, payment)
      listeners.add(own)
      return () => void listeners.delete(own)
    },

    close: () => pursuit.close(),
  }

  /** A hold that a crash cut off was never answered to a gate, so no visit began under it [CW5]. */
  async function giveUpUnheard(sessionId: string): Promise<void> {
    const charge = await book.load(sessionId)
    if (!isSettled(charge)) await tell(sessionId, { type: 'settle', totalMinor: 0 })
  }
}

function holdAnswer({ status }: Charge): HoldAnswer {
  if (status === 'held' || status === 'declined') return status
  return 'unknown'
}
