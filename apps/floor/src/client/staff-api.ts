import { type DisputeRuling, StaffDispute, StaffDisputeList } from '@store/contract/dispute.ts'
import { Problem } from '@store/contract/http.ts'
import type { Outcome } from './trouble.ts'

/** What the staff's screen asks over HTTP. Nothing throws: without an answer there is a `Trouble`. */
export interface StaffApi {
  disputes(): Promise<Outcome<StaffDisputeList>>
  decide(ref: string, ruling: DisputeRuling): Promise<Outcome<StaffDispute>>
}

const PATIENCE_MS = 8_000

interface Reads<T> {
  safeParse(raw: unknown): { success: true; data: T } | { success: false }
}

export function staffApi(ask: typeof fetch, token: string): StaffApi {
  return {
    disputes: () => request('/api/staff/disputes', StaffDisputeList),
    decide: (ref, ruling) => request(`/api/staff/disputes/${encodeURIComponent(ref)}`, StaffDispute, ruling),
  }

  async function request<T>(path: string, answer: Reads<T>, body?: object): Promise<Outcome<T>> {
    try {
      const response = await ask(path, {
        method: body ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      const raw: unknown = await response.json().catch(() => undefined)
      if (response.ok) {
        const value = answer.safeParse(raw)
        return value.success ? { ok: true, value: value.data } : { ok: false, trouble: { kind: 'garbled' } }
      }
      const problem = Problem.safeParse(raw)
      if (problem.success) return { ok: false, trouble: { kind: 'problem', problem: problem.data } }
      return { ok: false, trouble: { kind: response.status >= 500 ? 'unreachable' : 'garbled' } }
    } catch {
      return { ok: false, trouble: { kind: 'unreachable' } }
    }
  }
}
