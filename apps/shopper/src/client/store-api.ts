import { PassVerdict } from '@store/contract/device.ts'
import { ArticleList, type DisputeRequest, VisitDisputes } from '@store/contract/dispute.ts'
import {
  ChargeView,
  DebtList,
  DemoStore,
  EntryPass,
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
  /** With the card of the account. */
  pay(visitId: string, token: string): Promise<Outcome<ChargeView>>
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
    pay: (id, token) => ask(`/api/debts/${encodeURIComponent(id)}`, ChargeView, { body: {}, token }),
    demo: () => ask('/api/demo', DemoStore),
    holdPhone: (pass, token) => ask('/api/demo/hold-phone', PassVerdict, { body: { pass }, token }),
  }
}
