import {
  type Article,
  ArticleList,
  ArticleSearch,
  DisputeRequest,
  DisputeRuling,
  StaffDispute,
  StaffDisputeList,
  VisitDisputes,
} from '@store/contract/dispute.ts'
import type { DisputeDesk } from '../commands/dispute-desk.ts'
import { type Operation, personal, staffOnly } from './operation.ts'

export interface DisputeDeps {
  readonly disputes: Pick<DisputeDesk, 'of' | 'ask' | 'queue' | 'decide'>
  readonly articles: (words: string) => readonly Article[]
}

/** What shoppers say about their receipts, and staff decide. Prices and amounts are the store's, never the caller's. */
export function disputeOperations({ disputes, articles }: DisputeDeps): readonly Operation[] {
  return [
    personal({
      method: 'get',
      path: '/api/disputes/{id}',
      summary: 'What is disputed about a receipt',
      answer: { says: 'Every dispute about it, the oldest first', schema: VisitDisputes },
      problems: { 404: 'This account has no such receipt' },
      handle: ({ account, id }) => disputes.of(account.id, id),
    }),
    personal({
      method: 'post',
      path: '/api/disputes/{id}',
      summary: 'Contest a line of a receipt, report or confirm what it missed, or withdraw either',
      limit: 'disputes',
      body: DisputeRequest,
      answer: { says: 'Every dispute about it; what becomes of them is told on the socket', schema: VisitDisputes },
      problems: {
        404: 'This account has no such receipt, or the receipt no such line',
        409: 'It is disputed or decided already, or nothing was charged yet',
        422: 'It cannot be disputed so; the problem says why',
      },
      handle: ({ account, id, body }) => disputes.ask(account.id, id, body),
    }),
    personal({
      method: 'get',
      path: '/api/articles',
      summary: 'What the store sells, by words of its name',
      limit: 'disputes',
      query: ArticleSearch,
      answer: { says: 'Those that fit best', schema: ArticleList },
      handle: ({ query }) => Promise.resolve({ articles: [...articles(query.q)] }),
    }),
    staffOnly({
      method: 'get',
      path: '/api/staff/disputes',
      summary: 'Disputes that wait for staff, each with its evidence',
      answer: { says: 'The one that has waited longest first', schema: StaffDisputeList },
      handle: async () => ({ disputes: await disputes.queue() }),
    }),
    staffOnly({
      method: 'post',
      path: '/api/staff/disputes/{id}',
      summary: 'Decide a dispute: keep the line, refund units of it, or reduce its price',
      body: DisputeRuling,
      answer: { says: 'The dispute, as it was decided', schema: StaffDispute },
      problems: { 404: 'No such dispute', 409: 'It is decided already', 422: 'It cannot be decided so' },
      handle: ({ id, body, account }) => disputes.decide(id, body, account.id),
    }),
  ]
}
