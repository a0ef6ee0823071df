import type { Charge } from '@store/charging/charge.ts'
import type { CorrectionCommand } from '@store/charging/corrections.ts'
import type { ChargeCommand } from '@store/charging/decide.ts'
import type { ChargedLine, Decision, Review } from '@store/charging/events.ts'
import { NoChargeYet } from '@store/charging/faults.ts'
import { priceOf } from '@store/charging/figures.ts'
import { type ChargingPolicy, firstPolicy } from '@store/charging/policy.ts'
import type { PaymentState, Settlement } from '@store/contract/visit.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { Bank } from '../adapters/bank.ts'
import { chargeBook, type ChargeStore } from './charge-store.ts'
import { isSettled, paymentOf, settlementOf } from './payment.ts'
import { chargePursuit } from './pursue-charge.ts'

/** Where visits are paid. Whatever it asks of the bank is written down first, and found again after a crash. */
export interface ChargeDesk {
  /**
   * Holds what the policy says at entry, on the first of the shopper's methods that grants it. `unknown`: the bank did
   * not answer in time, so the gate stays shut; whatever turns out to be held is let go by itself. Every entry needs a
   * session id of its own: throws `ChargeIsOver` for one used up.
   */
  readonly hold: (sessionId: string, account: PayingAccount, currency: string) => Promise<HoldAnswer>
  /**
   * The receipt becomes money; a total of 0 lets the hold go. `charging`: not known yet, `onPayment` will tell. `decided`:
   * it was in review, and somebody has decided what it costs.
   */
  readonly settle: (
    sessionId: string,
    amountMinor: number,
    lines?: readonly ChargedLine[],
    decided?: Decision,
  ) => Promise<PaymentState>
  /** Lets go whatever is held, or may be, for a visit that did not come about. Without a charge: nothing to do. */
  readonly release: (sessionId: string) => Promise<PaymentState>
  /** A person has to look at it. What is held stays held until they settle it; what is being charged goes on. */
  readonly review: (sessionId: string, review: Review) => Promise<PaymentState>
  /** Nobody has decided a review by its deadline: what its receipt says is given up. Nothing where it was settled since. */
  readonly letGo: (sessionId: string, lines: readonly ChargedLine[]) => Promise<PaymentState>
  /** What people decide afterwards: pay what is due, refund, write off, … Answers what is known after one go at the bank. */
  readonly correct: (sessionId: string, command: CorrectionCommand) => Promise<Charge>
  /** The bank has told something by itself: it is asked what became of that operation. */
  readonly lookAgain: (sessionId: string, key: string) => Promise<void>
  /** After a start: looks up what a crash left without an outcome, and finishes it. What stays silent is tried again later. */
  readonly resume: () => Promise<void>
  /** Asks about everything that waits for the bank and that nobody pursues. Answers how many there were [CW9]. */
  readonly reconcile: () => Promise<number>
  /** Sessions whose hold nobody has settled or looks at. After a start, those without an open visit are to be released. */
  readonly held: () => Promise<readonly string[]>
  readonly load: (sessionId: string) => Promise<Charge>
  readonly payment: (sessionId: string) => Promise<PaymentState | undefined>
  /** Every change of a session's payment, and of what was charged or given back, from now on. Answers how to stop. */
  readonly onPayment: (listener: PaymentListener) => () => void
  /** Nothing is tried again after this; resolves when what was under way is written down. */
  readonly close: () => Promise<void>
}

export type HoldAnswer = 'held' | 'declined' | 'unknown'
/** `settlement`: what was taken and given back, once that much is known. */
export type PaymentListener = (sessionId: string, payment: PaymentState, settlement: Settlement | undefined) => void

export interface PayingAccount {
  readonly id: string
  /** The bank's token for the card. */
  readonly paymentMethod: string
  /** Asked in this order when the first is declined. */
  readonly nextMethods?: readonly string[]
}

export interface ChargeDeskSetup {
  readonly store: ChargeStore
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
  const { store, bank, now, schedule, policy = firstPolicy, holdWithinMs = HOLD_WITHIN_MS, log } = setup
  const book = chargeBook(store, now)
  const listeners = new Set<PaymentListener>()
  const failed = (sessionId: string, error: unknown): void =>
    log?.error({ sessionId, err: error }, 'a charge could not be pursued; it is tried again')
  const pursuit = chargePursuit({
    bank,
    load: (sessionId) => book.load(sessionId),
    tell,
    schedule,
    failed,
    silent: (sessionId, fields) =>
      log?.warn({ sessionId, ...fields }, 'the bank gave no clear answer; it is asked again'),
    async contradicted(sessionId, error) {
      log?.error({ sessionId, err: error }, error.message)
      await review(sessionId, { reason: 'bank-contradicts', detail: error.message })
    },
  })

  async function tell(sessionId: string, command: ChargeCommand): Promise<Charge> {
    const { before, after } = await book.tell(sessionId, command)
    const payment = paymentOf(after)
    const isNews = payment !== paymentOf(before) || isRefunded(before, after)
    if (payment !== undefined && isNews) announce(sessionId, payment, settlementOf(after))
    return after
  }

  const review = (sessionId: string, about: Review): Promise<Charge> =>
    tell(sessionId, { type: 'review', withinMs: policy.reviewWithinMs, ...about })

  function announce(...[sessionId, payment, settlement]: Parameters<PaymentListener>): void {
    log?.info({ sessionId, payment }, 'payment changed')
    for (const listener of listeners) listener(sessionId, payment, settlement)
  }

  async function hold(sessionId: string, account: PayingAccount, currency: string) {
    const { id: accountId, paymentMethod, nextMethods = [] } = account
    const paymentMethods = [...new Set([paymentMethod, ...nextMethods])]
    const terms = { sessionId, accountId, paymentMethods, currency, ...policy }
    const opened = await tell(sessionId, { type: 'hold', ...terms })
    if (isSettled(opened)) throw ChargeIsOver({ sessionId, status: paymentOf(opened) ?? opened.status })
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

  async function settle(sessionId: string, totalMinor: number, lines: readonly ChargedLine[] = [], decided?: Decision) {
    // Written down before it waits for its turn: a crash in the meantime must not lose the total.
    await tell(sessionId, { type: 'settle', totalMinor, lines, ...(decided && { decided }) })
    return stateOf(await pursuit.pursue(sessionId))
  }

  async function correct(sessionId: string, command: CorrectionCommand): Promise<Charge> {
    const { by, reason } = { by: 'the shopper', reason: 'pays what is due', ...command }
    log?.info({ sessionId, command: command.type, by, reason }, 'a charge is corrected')
    await tell(sessionId, command)
    return pursuit.pursue(sessionId)
  }

  /** Several sessions side by side, each looked up before it is asked for anything [CW3]. */
  async function recoverAll(sessions: readonly string[], first: (sessionId: string) => Promise<void>): Promise<void> {
    const waiting = [...sessions]
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const sessionId = next
        await first(sessionId)
        await pursuit.recover(sessionId).catch((error: unknown) => failed(sessionId, error))
      }
    }
    await Promise.all(Array.from({ length: RESUMED_AT_ONCE }, worker))
  }

  const awaiting = async (): Promise<string[]> =>
    (await store.open()).filter(({ state }) => state === 'awaiting').map(({ sessionId }) => sessionId)

  return {
    hold,
    settle,
    correct,

    async release(sessionId) {
      try {
        return await settle(sessionId, 0)
      } catch (error) {
        if (NoChargeYet.is(error)) return 'nothing-to-pay'
        throw error
      }
    },

    review: async (sessionId, about) => stateOf(await review(sessionId, about)),

    async letGo(sessionId, lines) {
      await tell(sessionId, { type: 'lapse', totalMinor: priceOf(lines), lines })
      return stateOf(await pursuit.pursue(sessionId))
    },

    lookAgain: (sessionId, key) => pursuit.lookAgain(sessionId, key),
    resume: async () => recoverAll(await awaiting(), giveUpUnheard),

    async reconcile() {
      const left = (await awaiting()).filter((sessionId) => !pursuit.isPursued(sessionId))
      await recoverAll(left, async () => undefined)
      return left.length
    },

    held: async () =>
      (await store.open())
        .filter(({ state, inReview }) => state === 'held' && !inReview)
        .map(({ sessionId }) => sessionId),

    load: (sessionId) => book.load(sessionId),
    payment: async (sessionId) => paymentOf(await book.load(sessionId)),

    onPayment(listener) {
      const own: PaymentListener = (...news) => listener(...news)
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

/** A part of what was charged is on its way back: the state is what it was, the sum is not. */
function isRefunded(before: Charge, after: Charge): boolean {
  const [was, is] = [settlementOf(before), settlementOf(after)]
  return was !== undefined && is !== undefined && JSON.stringify(was) !== JSON.stringify(is)
}

const stateOf = (charge: Charge): PaymentState => paymentOf(charge) ?? 'charging'

function holdAnswer({ status }: Charge): HoldAnswer {
  if (status === 'held' || status === 'declined') return status
  return 'unknown'
}
