import { PassVerdict } from '@store/contract/device.ts'
import {
  DemoStore,
  EntryPass,
  Problem,
  ReceiptList,
  SignedIn,
  type Credentials,
  type EntryPassRequest,
  type Registration,
} from '@store/contract/http.ts'
import { ArticleList, type DisputeRequest, VisitDisputes } from '@store/contract/dispute.ts'
import { Visit } from '@store/contract/visit.ts'
import type { Outcome } from './trouble.ts'

/** What the phone asks the store over HTTP. Nothing throws: without an answer there is a `Trouble`. */
export interface StoreApi {
  signIn(credentials: Credentials): Promise<Outcome<SignedIn>>
  register(registration: Registration): Promise<Outcome<SignedIn>>
  entryPass(request: EntryPassRequest, token: string): Promise<Outcome<EntryPass>>
  receipts(token: string): Promise<Outcome<ReceiptList>>
  receipt(id: string, token: string): Promise<Outcome<Visit>>
  disputes(visitId: string, token: string): Promise<Outcome<VisitDisputes>>
  dispute(visitId: string, request: DisputeRequest, token: string): Promise<Outcome<VisitDisputes>>
  articles(words: string, token: string): Promise<Outcome<ArticleList>>
  /** Answered by demo stores only: their gate is simulated, and there is none to hold a phone to. */
  demo(): Promise<Outcome<{ canHoldPhone: true }>>
  holdPhone(pass: string, token: string): Promise<Outcome<PassVerdict>>
}

/** Somebody stands at a gate: after this long, "no answer" is the more useful answer. */
const PATIENCE_MS = 8_000

interface Reads<T> {
  safeParse(raw: unknown): { success: true; data: T } | { success: false }
}

export function storeApi(ask: typeof fetch): StoreApi {
  return {
    signIn: (credentials) => request('POST', '/api/sign-in', SignedIn, { body: credentials }),
    register: (registration) => request('POST', '/api/accounts', SignedIn, { body: registration }),
    entryPass: (body, token) => request('POST', '/api/entry-passes', EntryPass, { body, token }),
    receipts: (token) => request('GET', '/api/receipts', ReceiptList, { token }),
    receipt: (id, token) => request('GET', `/api/receipts/${encodeURIComponent(id)}`, Visit, { token }),
    disputes: (id, token) => request('GET', `/api/disputes/${encodeURIComponent(id)}`, VisitDisputes, { token }),
    dispute: (id, body, token) =>
      request('POST', `/api/disputes/${encodeURIComponent(id)}`, VisitDisputes, { body, token }),
    articles: (words, token) => request('GET', `/api/articles?q=${encodeURIComponent(words)}`, ArticleList, { token }),
    demo: () => request('GET', '/api/demo', DemoStore, {}),
    holdPhone: (pass, token) => request('POST', '/api/demo/hold-phone', PassVerdict, { body: { pass }, token }),
  }

  async function request<T>(
    method: 'GET' | 'POST',
    path: string,
    answer: Reads<T>,
    { body, token }: { body?: object; token?: string },
  ): Promise<Outcome<T>> {
    try {
      const response = await ask(path, {
        method,
        headers: {
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      return read(response.ok, await response.json().catch(() => undefined), answer, response.status)
    } catch {
      return { ok: false, trouble: { kind: 'unreachable' } }
    }
  }
}

function read<T>(isFine: boolean, raw: unknown, answer: Reads<T>, status: number): Outcome<T> {
  if (isFine) {
    const value = answer.safeParse(raw)
    return value.success ? { ok: true, value: value.data } : { ok: false, trouble: { kind: 'garbled' } }
  }
  const problem = Problem.safeParse(raw)
  if (problem.success) return { ok: false, trouble: { kind: 'problem', problem: problem.data } }
  // A proxy in front of a store that is down answers in its own words.
  return { ok: false, trouble: { kind: status >= 500 ? 'unreachable' : 'garbled' } }
}
