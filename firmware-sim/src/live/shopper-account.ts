import type { z } from 'zod'
import { EntryPass, Problem, SignedIn } from '@store/contract/http.ts'
import { defineFault } from '@store/kernel/fault.ts'

export const StoreSaidNo = defineFault(
  'sim.store-said-no',
  'refused',
  (d: { path: string; status: number; detail: string }) => `${d.path} answered ${d.status}: ${d.detail}`,
)

/** One simulated shopper's phone: an account of its own, and a pass whenever its owner stands at a gate. */
export interface ShopperAccount {
  readonly email: string
  /** Signs in first, or registers, if that is still to be done. */
  pass(party: number): Promise<PassInHand>
}

export interface PassInHand {
  /** What the phone shows. */
  readonly text: string
  /** The account's id: the `shopper` of frames, visits and receipts. */
  readonly shopper: string
}

/** A token is not used in its last moments, milliseconds. */
const SPARE_MS = 30_000

export function shopperAccount(serverUrl: string, seed: number, n: number, now: () => number): ShopperAccount {
  const email = `sim-${seed}-${n}@store.test`
  // The same account in every run, as the issue of a simulation is to repeat itself; it guards nothing but made-up visits.
  const password = `sim-${seed}-${n}-pass-phrase`
  let signed: z.infer<typeof SignedIn> | undefined

  async function signIn(): Promise<z.infer<typeof SignedIn>> {
    if (signed !== undefined && Date.parse(signed.expiresAt) - SPARE_MS > now()) return signed
    const known = await post('/api/sign-in', { email, password })
    if (known.status !== 401) return (signed = await read('/api/sign-in', known, SignedIn))
    // Nobody by that name: this shopper has not been here in an earlier run.
    const registered = await post('/api/accounts', { email, password, displayName: nameOf(n) })
    return (signed = await read('/api/accounts', registered, SignedIn))
  }

  function post(path: string, body: object, token?: string): Promise<Response> {
    return fetch(new URL(path, serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
  }

  return {
    email,
    async pass(party) {
      const { token, me } = await signIn()
      const response = await post('/api/entry-passes', { party }, token)
      if (response.status === 401) signed = undefined
      const { pass } = await read('/api/entry-passes', response, EntryPass)
      return { text: pass, shopper: me.id }
    },
  }
}

async function read<S extends z.ZodType>(path: string, response: Response, schema: S): Promise<z.infer<S>> {
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return schema.parse(body)
  const problem = Problem.safeParse(body)
  throw StoreSaidNo({
    path,
    status: response.status,
    detail: problem.success ? problem.data.detail : response.statusText,
  })
}

const nameOf = (n: number): string => `${NAMES[(n - 1) % NAMES.length]!} ${n}`

const NAMES = [
  'Ana',
  'Ben',
  'Chi',
  'Dov',
  'Eli',
  'Fay',
  'Gus',
  'Hana',
  'Ivo',
  'Jun',
  'Kim',
  'Lea',
  'Mo',
  'Nia',
] as const
