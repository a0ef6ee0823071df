import {
  CardAdded,
  CardPage,
  CardRequest,
  ChargeView,
  DebtList,
  MethodOrder,
  MoneyDay,
  MoneyDecision,
  OpenChargeList,
  Payment,
  PaymentCompared,
  PaymentDecision,
  PaymentMethods,
} from '@store/contract/http.ts'
import { Visit } from '@store/contract/visit.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { CardDesk } from '../commands/card-desk.ts'
import type { DayDesk } from '../commands/day-desk.ts'
import type { MoneyDesk } from '../commands/money-desk.ts'
import type { StrayDesk } from '../commands/stray-desk.ts'
import { type Operation, personal, staffOnly } from './operation.ts'

export interface PaymentDeps {
  readonly money: MoneyDesk
  readonly days: DayDesk
  readonly strays: StrayDesk
  /** Whoever's it is. */
  readonly receiptOf: (visitId: string) => Promise<Visit | undefined>
  readonly cards: CardDesk
}

export const NoReceipt = defineFault(
  'receipt.none',
  'not-found',
  (d: { id: string }) => `There is no receipt of a visit ${JSON.stringify(d.id)}; see /api/staff/charges.`,
)

const decided = {
  404: 'No such charge',
  409: 'It is not in a state for that; look at it again',
  422: 'It cannot be decided so; the problem says why',
}

/** What shoppers and staff ask about money. Amounts are never the caller's: they follow from receipts and charges. */
export function paymentOperations({ money, days, strays, receiptOf, cards }: PaymentDeps): readonly Operation[] {
  return [
    personal({
      method: 'get',
      path: '/api/debts',
      summary: 'Visits that are not paid; while there is one, no entry gate opens',
      answer: { says: 'What is owed, the oldest first', schema: DebtList },
      handle: async ({ account }) => ({ debts: await money.debts(account) }),
    }),
    personal({
      method: 'post',
      path: '/api/debts/{id}',
      summary: 'Pay what is due for a visit, now',
      limit: 'payments',
      body: Payment,
      answer: { says: 'What became of it', schema: ChargeView },
      problems: {
        404: 'This account owes nothing for such a visit',
        409: 'Nothing is due any more',
        422: 'That is no card of this account',
      },
      handle: ({ account, id, body }) => money.pay(account, id, body.paymentMethod),
    }),
    personal({
      method: 'get',
      path: '/api/payment-methods',
      summary: 'The cards of the account, in the order in which they are asked from the next visit on',
      answer: { says: 'The first is asked first', schema: PaymentMethods },
      handle: async ({ account }) => ({ methods: await cards.cards(account) }),
    }),
    personal({
      method: 'post',
      path: '/api/payment-methods',
      summary: 'Put the cards of the account into another order, or leave some out',
      limit: 'payments',
      body: MethodOrder,
      answer: { says: 'As they are now', schema: PaymentMethods },
      problems: { 422: 'That is no card of this account' },
      handle: async ({ account, body }) => ({ methods: await cards.arrange(account, body.methods) }),
    }),
    personal({
      method: 'post',
      path: '/api/cards',
      summary: 'Begin to add a card, which its owner tells the bank on a page of the bank’s',
      limit: 'payments',
      body: CardRequest,
      answer: { status: 201, says: 'The page to go to', schema: CardPage },
      problems: { 503: 'The bank does not answer' },
      handle: ({ account, body }) => cards.begin(account, body.payFor),
    }),
    personal({
      method: 'post',
      path: '/api/cards/{id}',
      summary: 'Add the card that was told there, as the last to be asked',
      limit: 'payments',
      answer: { says: 'The cards as they are now, and which is new', schema: CardAdded },
      problems: {
        404: 'No card was told there by this account',
        422: 'The account has as many as it may',
        503: 'The bank does not answer',
      },
      handle: ({ account, id }) => cards.add(account, id),
    }),
    staffOnly({
      method: 'get',
      path: '/api/staff/charges',
      summary: 'Charges that are not at their end: awaiting the bank, held, unpaid, owing, or to be looked at',
      answer: { says: 'The one that has waited longest first', schema: OpenChargeList },
      handle: async () => ({ charges: await money.open() }),
    }),
    staffOnly({
      method: 'get',
      path: '/api/staff/charges/{id}',
      summary: 'The charge of a visit',
      answer: { says: 'Its figures', schema: ChargeView },
      problems: { 404: 'No such charge' },
      handle: ({ id }) => money.charge(id),
    }),
    staffOnly({
      method: 'post',
      path: '/api/staff/charges/{id}',
      summary: 'Decide about a charge: settle, refund, write off, book a variance, close its review',
      body: MoneyDecision,
      answer: { says: 'Its figures after it', schema: ChargeView },
      problems: decided,
      handle: ({ id, body, account }) => money.decide(id, body, account.id),
    }),
    staffOnly({
      method: 'get',
      path: '/api/staff/receipts/{id}',
      summary: 'The receipt of a visit, with its evidence: what staff decide by',
      answer: { says: 'As its shopper has it', schema: Visit },
      problems: { 404: 'No such receipt' },
      async handle({ id }) {
        const receipt = await receiptOf(id)
        if (!receipt) throw NoReceipt({ id })
        return receipt
      },
    }),
    staffOnly({
      method: 'get',
      path: '/api/staff/payments/{id}',
      summary: 'A payment in our books and in the bank’s, by the bank’s name for it',
      answer: { says: 'Both sides', schema: PaymentCompared },
      problems: { 404: 'Neither side knows such a payment of this store' },
      handle: ({ id }) => strays.compare(id),
    }),
    staffOnly({
      method: 'post',
      path: '/api/staff/payments/{id}',
      summary: 'Decide about a payment that both books tell differently of: book the difference, or give it back',
      limit: 'payments',
      body: PaymentDecision,
      answer: { says: 'Both sides after it', schema: PaymentCompared },
      problems: {
        404: 'Neither side knows such a payment of this store',
        409: 'Nothing differs, nothing can be given back, or the bank has not answered yet',
      },
      handle: ({ id, body, account }) => strays.decide(id, body, account.id),
    }),
    staffOnly({
      method: 'get',
      path: '/api/staff/days/{id}',
      summary: 'A business day (2026-11-22) in the ledger, and against the bank’s own books',
      answer: { says: 'The day, as far as it has come', schema: MoneyDay },
      problems: { 422: 'That is no day' },
      handle: ({ id }) => days.report(id),
    }),
    staffOnly({
      method: 'post',
      path: '/api/staff/days/{id}',
      summary: 'Close a business day: nothing is posted on it from then on',
      answer: { says: 'The day, as it was closed', schema: MoneyDay },
      problems: { 409: 'It is closed, or money is not accounted for', 422: 'It goes on, or it is no day' },
      handle: ({ id, account }) => days.close(id, account.id),
    }),
  ]
}
