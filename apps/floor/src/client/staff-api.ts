import { type DisputeRuling, StaffDispute, StaffDisputeList } from '@store/contract/dispute.ts'
import { ChargeView, type MoneyDecision } from '@store/contract/http.ts'
import { Visit } from '@store/contract/visit.ts'
import { asking } from '@store/store-line/asking.ts'
import type { Outcome } from '@store/store-line/trouble.ts'

/** What the staff's screen asks over HTTP. */
export interface StaffApi {
  disputes(): Promise<Outcome<StaffDisputeList>>
  decide(ref: string, ruling: DisputeRuling): Promise<Outcome<StaffDispute>>
  charge(visitId: string): Promise<Outcome<ChargeView>>
  receipt(visitId: string): Promise<Outcome<Visit>>
  decideCharge(visitId: string, decision: MoneyDecision): Promise<Outcome<ChargeView>>
}

export function staffApi(request: typeof fetch, token: string): StaffApi {
  const ask = asking(request)
  return {
    disputes: () => ask('/api/staff/disputes', StaffDisputeList, { token }),
    decide: (ref, body) => ask(`/api/staff/disputes/${encodeURIComponent(ref)}`, StaffDispute, { body, token }),
    charge: (id) => ask(`/api/staff/charges/${encodeURIComponent(id)}`, ChargeView, { token }),
    receipt: (id) => ask(`/api/staff/receipts/${encodeURIComponent(id)}`, Visit, { token }),
    decideCharge: (id, body) => ask(`/api/staff/charges/${encodeURIComponent(id)}`, ChargeView, { body, token }),
  }
}
