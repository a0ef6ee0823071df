import type { BusinessDay } from './day.ts'
import { type AccountName, accounts, type Entry, type EntryKind, kinds, sum } from './entry.ts'

/** What a day came to, per currency. */
export interface DayReport {
  readonly day: BusinessDay
  readonly currencies: readonly CurrencyReport[]
  /** Captures that receipts do not explain; none, if all is well [LG6]. */
  readonly unexplained: readonly Unexplained[]
}

export interface CurrencyReport {
  readonly currency: string
  readonly entries: number
  /** How much of each kind was moved; a variance with its sign. */
  readonly moved: Readonly<Record<EntryKind, number>>
  readonly debitsMinor: number
  readonly creditsMinor: number
  readonly opening: Balances
  readonly closing: Balances
}

/** Signed as postings are. */
export type Balances = Readonly<Record<AccountName, number>>

export interface Unexplained {
  readonly subject: string
  readonly currency: string
  /** What was captured and kept beyond what the receipt comes to. */
  readonly beyondMinor: number
}

export interface DayBooks {
  readonly day: BusinessDay
  /** Entries of the day. */
  readonly entries: readonly Entry[]
  /** Per currency, before the day. */
  readonly opening: ReadonlyMap<string, Balances>
  /** What each visit that this day's captures are about came to when the day was over, by `subjectKey` … */
  readonly subjects: ReadonlyMap<string, SubjectBalance>
  /** … and what it comes to now: what was put right since is explained. */
  readonly subjectsNow: ReadonlyMap<string, SubjectBalance>
}

/** Sales less returns and write-offs, and captures less refunds that were paid or given up. */
export interface SubjectBalance {
  readonly owedMinor: number
  readonly keptMinor: number
}

export const subjectKey = (subject: string, currency: string): string => `${currency} ${subject}`

export function dayReport({ day, entries, opening, subjects, subjectsNow }: DayBooks): DayReport {
  const currencies = [...new Set([...opening.keys(), ...entries.map(({ currency }) => currency)])].sort()
  const captured = new Map(
    entries
      .filter(({ kind }) => kind === 'capture')
      .map(({ subject, currency }) => [subjectKey(subject, currency), { subject, currency }]),
  )
  const unexplained = [...captured].flatMap(([key, about]): Unexplained[] => {
    // What a later day has left open is that day's affair, and what it put right is none any more.
    const beyondMinor = Math.min(beyond(subjects.get(key)), beyond(subjectsNow.get(key)))
    return beyondMinor > 0 ? [{ ...about, beyondMinor }] : []
  })
  return {
    day,
    currencies: currencies.map((currency) =>
      currencyReport(
        currency,
        entries.filter((entry) => entry.currency === currency),
        opening.get(currency) ?? noBalances,
      ),
    ),
    unexplained,
  }
}

const beyond = (balance: SubjectBalance | undefined): number => (balance ? balance.keptMinor - balance.owedMinor : 0)

function currencyReport(currency: string, entries: readonly Entry[], opening: Balances): CurrencyReport {
  const postings = entries.flatMap((entry) => entry.postings)
  const amounts = postings.map(({ amountMinor }) => amountMinor)
  const movedAs = (kind: EntryKind): number =>
    sum(entries.filter((entry) => entry.kind === kind).map((entry) => entry.postings[0]!.amountMinor))
  const postedTo = (account: AccountName): number =>
    sum(postings.filter((one) => one.account === account).map(({ amountMinor }) => amountMinor))
  return {
    currency,
    entries: entries.length,
    moved: kinds.reduce<CurrencyReport['moved']>((moved, kind) => ({ ...moved, [kind]: movedAs(kind) }), nothingMoved),
    debitsMinor: sum(amounts.filter((amount) => amount > 0)),
    creditsMinor: sum(amounts.filter((amount) => amount < 0).map((amount) => -amount)),
    opening,
    closing: accounts.reduce<Balances>(
      (closing, account) => ({ ...closing, [account]: opening[account] + postedTo(account) }),
      opening,
    ),
  }
}

export const nothingMoved: CurrencyReport['moved'] = {
  sale: 0,
  capture: 0,
  refund: 0,
  'refund-paid': 0,
  'refund-given-up': 0,
  'write-off': 0,
  variance: 0,
}

export const noBalances: Balances = {
  bank: 0,
  shoppers: 0,
  sales: 0,
  returns: 0,
  'write-offs': 0,
  unclaimed: 0,
  variance: 0,
}

export function balancesOf(entries: readonly Entry[]): ReadonlyMap<string, Balances> {
  const currencies = [...new Set(entries.map(({ currency }) => currency))]
  return new Map(
    currencies.map((currency) => {
      const own = entries.filter((entry) => entry.currency === currency)
      return [currency, currencyReport(currency, own, noBalances).closing]
    }),
  )
}

/** What each visit comes to, by `subjectKey` [LG3]. */
export function subjectBalances(entries: readonly Entry[]): ReadonlyMap<string, SubjectBalance> {
  const balances = new Map<string, SubjectBalance>()
  for (const { kind, subject, currency, postings } of entries) {
    const key = subjectKey(subject, currency)
    const { owedMinor, keptMinor } = balances.get(key) ?? { owedMinor: 0, keptMinor: 0 }
    const [sign, side] = effects[kind]
    const amountMinor = sign * postings[0]!.amountMinor
    balances.set(key, {
      owedMinor: owedMinor + (side === 'owed' ? amountMinor : 0),
      keptMinor: keptMinor + (side === 'kept' ? amountMinor : 0),
    })
  }
  return balances
}

const effects: Record<EntryKind, readonly [sign: number, side: 'owed' | 'kept' | 'neither']> = {
  sale: [1, 'owed'],
  refund: [-1, 'owed'],
  'refund-given-up': [-1, 'kept'],
  'write-off': [-1, 'owed'],
  capture: [1, 'kept'],
  'refund-paid': [-1, 'kept'],
  variance: [0, 'neither'],
}
