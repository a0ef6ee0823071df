import { type DisputeRuling, StaffDispute, StaffDisputeList } from '@store/contract/dispute.ts'
import { asking } from '@store/store-line/asking.ts'
import type { Outcome } from '@store/store-line/trouble.ts'

/** What the staff's screen asks over HTTP. */
export interface StaffApi {
  disputes(): Promise<Outcome<StaffDisputeList>>
  decide(ref: string, ruling: DisputeRuling): Promise<Outcome<StaffDispute>>
}

export function staffApi(request: typeof fetch, token: string): StaffApi {
  const ask = asking(request)
  return {
    disputes: () => ask('/api/staff/disputes', StaffDisputeList, { token }),
    decide: (ref, body) => ask(`/api/staff/disputes/${encodeURIComponent(ref)}`, StaffDispute, { body, token }),
  }
}
