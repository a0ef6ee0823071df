import { assert } from '@store/kernel/assert.ts'

export const accounts = ['bank', 'shoppers', 'sales', 'returns', 'write-offs', 'unclaimed', 'variance'] as const
export type AccountName = (typeof accounts)[number]

/** Minor units of the entry's currency: a debit is positive, a credit negative. */
export interface Posting {
  readonly account: AccountName
  readonly amountMinor: number
}

export const kinds = ['sale', 'capture', 'refund', 'refund-paid', 'refund-given-up', 'write-off', 'variance'] as const
export type EntryKind = (typeof kinds)[number]

/** One movement, never changed. */
export interface Entry {
  /** Names it for ever: posted again, it is already there. */
  readonly id: string
  readonly kind: EntryKind
  /** Milliseconds since 1970. */
  readonly at: number
  /** The visit that it is about. */
  readonly subject: string
  /** ISO 4217, in capitals. */
  readonly currency: string
  /** What the bank calls the payment, where the bank moved money. */
  readonly payment?: string
  readonly postings: readonly Posting[]
}

/** What an entry is about; the rest follows from its kind. */
export interface About {
  readonly id: string
  readonly at: number
  readonly subject: string
  readonly currency: string
  readonly payment?: string
}

/** Where each kind comes from and goes to [LG2]. */
const moves: Record<EntryKind, readonly [debit: AccountName, credit: AccountName]> = {
  sale: ['shoppers', 'sales'],
  capture: ['bank', 'shoppers'],
  refund: ['returns', 'shoppers'],
  'refund-paid': ['shoppers', 'bank'],
  'refund-given-up': ['shoppers', 'unclaimed'],
  'write-off': ['write-offs', 'shoppers'],
  variance: ['bank', 'variance'],
}

/** Only a variance may be negative: the bank has less than we. */
export function entryOf(kind: EntryKind, amountMinor: number, about: About): Entry {
  assert(kind === 'variance' || amountMinor > 0, `${kind} of ${amountMinor} is no movement`)
  const [debit, credit] = moves[kind]
  const postings = [
    { account: debit, amountMinor },
    { account: credit, amountMinor: -amountMinor },
  ]
  return checked({ ...about, kind, postings })
}

/** The entry, if it is one; a broken one is a bug of ours and stops the process [LG1]. */
export function checked(entry: Entry): Entry {
  const { id, postings, currency, subject } = entry
  const amounts = postings.map(({ amountMinor }) => amountMinor)
  assert(
    amounts.length >= 2 && amounts.every((amount) => Number.isSafeInteger(amount) && amount !== 0),
    `entry ${id} needs two postings or more, of whole minor units, none of them 0`,
  )
  assert(sum(amounts) === 0, `entry ${id} does not add up: ${amounts.join(' + ')}`)
  assert(/^[A-Z]{3}$/.test(currency) && subject !== '' && id !== '', `entry ${id} says not what it is about`)
  return entry
}

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
