import { Problem, SignedIn, type Credentials } from '@store/contract/http.ts'
import type { Outcome } from './trouble.ts'

const PATIENCE_MS = 8_000

/** Asks the store for a token. Nothing throws: without an answer there is a `Trouble` [FA6]. */
export async function signIn(ask: typeof fetch, credentials: Credentials): Promise<Outcome<SignedIn>> {
  try {
    const response = await ask('/api/sign-in', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return read(response, await response.json().catch(() => undefined))
  } catch {
    return { ok: false, trouble: { kind: 'unreachable' } }
  }
}

function read(response: Response, raw: unknown): Outcome<SignedIn> {
  if (response.ok) {
    const signedIn = SignedIn.safeParse(raw)
    if (!signedIn.success) return { ok: false, trouble: { kind: 'garbled' } }
    const isStaff = signedIn.data.me.role === 'staff'
    return isStaff ? { ok: true, value: signedIn.data } : { ok: false, trouble: { kind: 'not-staff' } }
  }
  const problem = Problem.safeParse(raw)
  if (problem.success) return { ok: false, trouble: { kind: 'problem', problem: problem.data } }
  return { ok: false, trouble: { kind: response.status >= 500 ? 'unreachable' : 'garbled' } }
}
