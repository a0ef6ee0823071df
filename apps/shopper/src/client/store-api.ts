import { PassVerdict } from '@store/contract/device.ts'
import { ArticleList, type DisputeRequest, VisitDisputes } from '@store/contract/dispute.ts'
import {
  CardAdded,
  CardPage,
  ChargeView,
  DebtList,
  DemoStore,
  EntryPass,
  PaymentMethods,
  ReceiptList,
  SignedIn,
  type Credentials,
  type EntryPassRequest,
  type Registration,
} from '@store/contract/http.ts'
import { Visit } from '@store/contract/visit.ts'
import { asking } from '@store/store-line/asking.ts'
import type { Outcome } from '@store/store-line/trouble.ts'

/** What the phone asks the store over HTTP. */
export interface StoreApi {
  signIn(credentials: Credentials): Promise<Outcome<SignedIn>>
  register(registration: Registration): Promise<Outcome<SignedIn>>
  entryPass(request: EntryPassRequest, token: string): Promise<Outcome<EntryPass>>
  receipts(token: string): Promise<Outcome<ReceiptList>>
  receipt(id: string, token: string): Promise<Outcome<Visit>>
  disputes(visitId: string, token: string): Promise<Outcome<VisitDisputes>>
  dispute(visitId: string, request: DisputeRequest, token: string): Promise<Outcome<VisitDisputes>>
  articles(words: string, token: string): Promise<Outcome<ArticleList>>
  debts(token: string): Promise<Outcome<DebtList>>
  /** Without a method, with the first of the account. */
  pay(visitId: string, method: string | undefined, token: string): Promise<Outcome<ChargeView>>
  /** In the order in which they are asked. */
  cards(token: string): Promise<Outcome<PaymentMethods>>
  arrangeCards(methods: readonly string[], token: string): Promise<Outcome<PaymentMethods>>
  /** Answers the bank's own page; `payFor`: the visit that it leads back to. */
  beginCard(payFor: string | undefined, token: string): Promise<Outcome<CardPage>>
  addCard(ref: string, token: string): Promise<Outcome<CardAdded>>
  /** Answered by demo stores only: their gate is simulated, and there is none to hold a phone to. */
  demo(): Promise<Outcome<{ canHoldPhone: true }>>
  holdPhone(pass: string, token: string): Promise<Outcome<PassVerdict>>
}

export function storeApi(request: typeof fetch): StoreApi {
  const ask = asking(request)
  return {
    signIn: (body) => ask('/api/sign-in', SignedIn, { body }),
    register: (body) => ask('/api/accounts', SignedIn, { body }),
    entryPass: (body, token) => ask('/api/entry-passes', EntryPass, { body, token }),
    receipts: (token) => ask('/api/receipts', ReceiptList, { token }),
    receipt: (id, token) => ask(`/api/receipts/${encodeURIComponent(id)}`, Visit, { token }),
    disputes: (id, token) => ask(`/api/disputes/${encodeURIComponent(id)}`, VisitDisputes, { token }),
    dispute: (id, body, token) => ask(`/api/disputes/${encodeURIComponent(id)}`, VisitDisputes, { body, token }),
    articles: (words, token) => ask(`/api/articles?q=${encodeURIComponent(words)}`, ArticleList, { token }),
    debts: (token) => ask('/api/debts', DebtList, { token }),
    pay: (id, paymentMethod, token) =>
      ask(`/api/debts/${encodeURIComponent(id)}`, ChargeView, {
        body: { ...(paymentMethod !== undefined && { paymentMethod }) },
        token,
      }),
    cards: (token) => ask('/api/payment-methods', PaymentMethods, { token }),
    arrangeCards: (methods, token) => ask('/api/payment-methods', PaymentMethods, { body: { methods }, token }),
    beginCard: (payFor, token) =>
      ask('/api/cards', CardPage, { body: { ...(payFor !== undefined && { payFor }) }, token }),
    addCard: (ref, token) => ask(`/api/cards/${encodeURIComponent(ref)}`, CardAdded, { body: {}, token }),
    demo: () => ask('/api/demo', DemoStore),
    holdPhone: (pass, token) => ask('/api/demo/hold-phone', PassVerdict, { body: { pass }, token }),
  }
}
