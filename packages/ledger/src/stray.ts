// oxlint-disable typescript/consistent-return -- tsc (noImplicitReturns) sees that the switches are exhaustive, this rule does not
/**
 * A payment about which the bank's books and ours differ, and what somebody decided about it: that the difference is
 * booked as it is, or that what the bank has beyond our books goes back to whoever paid it. A decider like the others:
 * the intent to give back is written down, under a key of its own, before the bank is asked.
 */
import { assert } from '@store/kernel/assert.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { type Entry, entryOf, sum } from './entry.ts'
import { type Difference, netMinor } from './reconcile.ts'

type Event<Type extends string, Data> = { readonly type: Type; readonly at: number } & Readonly<Data>

interface Decided {
  readonly by: string
  readonly reason: string
}

export type StrayEvent =
  | Event<'DifferenceBooked', About & Decided>
  | Event<'GiveBackIntended', About & Decided & { key: string; amountMinor: number }>
  | Event<'GivenBack', { key: string }>
  | Event<'GiveBackRefused', { key: string; because: string }>

/** `variancesMinor`: what it takes until our books say the same as the bank's, signed as the entries are. */
interface About {
  readonly payment: string
  readonly subject: string
  readonly currency: string
  readonly variancesMinor: readonly number[]
}

export interface Stray {
  /** How often it was to be given back. */
  readonly tries: number
  /** The bank is being asked, or nobody knows what it answered. */
  readonly asked?: About & { readonly key: string; readonly amountMinor: number }
  /** Why the bank last refused. */
  readonly refusal?: string
}

export type StrayCommand =
  | ({ readonly type: 'book' | 'give-back'; readonly difference: Difference | undefined } & Decided)
  | { readonly type: 'hear'; readonly key: string; readonly outcome: StrayOutcome }

export type StrayOutcome =
  { readonly kind: 'confirmed' } | { readonly kind: 'unknown' } | { readonly kind: 'declined'; readonly reason: string }

export const NothingDiffers = defineFault(
  'ledger.nothing-differs',
  'conflict',
  () => "The bank's books and ours say the same of this payment; look at the day again, it may have been decided.",
)

export const NothingToGiveBack = defineFault(
  'ledger.nothing-to-give-back',
  'conflict',
  (d: { payment: string; beyondMinor: number }) =>
    `The bank has ${d.beyondMinor} beyond our books on ${d.payment}, so nothing of it can be given back; book the difference.`,
)

export const GiveBackIsAsked = defineFault(
  'ledger.give-back-is-asked',
  'conflict',
  (d: { payment: string }) =>
    `The bank was asked to give ${d.payment} back and has not answered yet; ask again until it has.`,
)

export const initialStray: Stray = { tries: 0 }

export function decideStray(stray: Stray, command: StrayCommand, at: number): StrayEvent[] {
  switch (command.type) {
    case 'book': {
      const { difference, by, reason } = command
      if (stray.asked) throw GiveBackIsAsked({ payment: stray.asked.payment })
      if (!difference) throw NothingDiffers({})
      return [{ type: 'DifferenceBooked', at, ...aboutOf(difference, 0), by, reason }]
    }
    case 'give-back': {
      // Asked again while it is under way: it is the same.
      if (stray.asked) return []
      const { difference, by, reason } = command
      if (!difference) throw NothingDiffers({})
      const { payment } = difference
      const beyondMinor = netMinor(difference.bank) - netMinor(difference.ours)
      if (beyondMinor <= 0) throw NothingToGiveBack({ payment, beyondMinor })
      const key = `give-back-${stray.tries + 1}/${payment}`
      return [
        {
          type: 'GiveBackIntended',
          at,
          key,
          amountMinor: beyondMinor,
          ...aboutOf(difference, beyondMinor),
          by,
          reason,
        },
      ]
    }
    case 'hear': {
      const { key, outcome } = command
      if (stray.asked?.key !== key || outcome.kind === 'unknown') return []
      if (outcome.kind === 'declined') return [{ type: 'GiveBackRefused', at, key, because: outcome.reason }]
      return [{ type: 'GivenBack', at, key }]
    }
  }
}

export function evolveStray(stray: Stray, event: StrayEvent): Stray {
  switch (event.type) {
    case 'DifferenceBooked':
      return stray
    case 'GiveBackIntended': {
      const { key, amountMinor, payment, subject, currency, variancesMinor } = event
      return { tries: stray.tries + 1, asked: { key, amountMinor, payment, subject, currency, variancesMinor } }
    }
    case 'GivenBack':
      assert(stray.asked?.key === event.key, `${event.key} was given back and never intended: a corrupt history`)
      return { tries: stray.tries }
    case 'GiveBackRefused':
      assert(stray.asked?.key === event.key, `${event.key} was refused and never intended: a corrupt history`)
      return { tries: stray.tries, refusal: event.because }
  }
}

/** What the ledger makes of an event that follows `before`, the `nth` of its payment. */
export function strayEntries(before: Stray, event: StrayEvent, nth: number): Entry[] {
  const about = event.type === 'DifferenceBooked' ? event : event.type === 'GivenBack' ? before.asked : undefined
  return (about?.variancesMinor ?? []).map((amountMinor, i) => {
    const { payment, subject, currency } = about!
    return entryOf('variance', amountMinor, {
      id: `stray/${payment}@${nth}/${i + 1}`,
      at: event.at,
      subject,
      currency,
      payment,
    })
  })
}

/**
 * What was taken and what was given back, each as far as the books differ; in one, where differences were booked before.
 * `givenBackMinor`: by so much the bank's side changes first.
 */
function aboutOf({ payment, subject, ours, bank }: Difference, givenBackMinor: number): About {
  const currency = (ours ?? bank)!.currency
  const taken = (bank?.capturedMinor ?? 0) - (ours?.capturedMinor ?? 0)
  const back = (bank?.refundedMinor ?? 0) + givenBackMinor - (ours?.refundedMinor ?? 0)
  const parts = ours?.explainedMinor === undefined ? [taken, -back] : [taken - back - ours.explainedMinor]
  const variancesMinor = parts.filter((minor) => minor !== 0)
  assert(sum(variancesMinor) === netMinor(bank) - givenBackMinor - netMinor(ours), 'a difference is made of its parts')
  return { payment, subject, currency, variancesMinor }
}
