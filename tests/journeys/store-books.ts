import { PassVerdict } from '@store/contract/device.ts'
import { ReceiptList, SignedIn } from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import { assert } from '@store/kernel/assert.ts'
import { BookEntry } from '@store/sandbox-bank/books.ts'
import { z } from 'zod'

const Books = z.object({ entries: z.array(BookEntry) })

/** What the bank did for a visit, as its own books say, the earliest first. */
export async function bankDeeds(bankUrl: string, visitId: string): Promise<BookEntry[]> {
  const { entries } = Books.parse(await (await fetch(`${bankUrl}/sandbox/books`)).json())
  const intents = entries.flatMap((entry) =>
    'metadata' in entry && entry.metadata['session'] === visitId ? [entry.intent] : [],
  )
  return entries.filter(({ intent }) => intents.includes(intent))
}

/** Every capture in the bank's own books, the earliest first. */
export async function captures(bankUrl: string): Promise<BookEntry[]> {
  const { entries } = Books.parse(await (await fetch(`${bankUrl}/sandbox/books`)).json())
  return entries.filter(({ kind }) => kind === 'captured')
}

export async function receiptsOf(url: string, token: string): Promise<readonly Visit[]> {
  return ReceiptList.parse(await (await asked(`${url}/api/receipts`, token)).json()).receipts
}

/** The trace of one visit, as staff may export it. */
export async function exported(url: string, staffToken: string, visitId: string): Promise<string> {
  return (await asked(`${url}/api/traces?session=${encodeURIComponent(visitId)}`, staffToken)).text()
}

/** As another phone would that shows the same code. */
export async function heldToGate(url: string, token: string, pass: string): Promise<PassVerdict> {
  const response = await fetch(`${url}/api/demo/hold-phone`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ pass }),
  })
  return PassVerdict.parse(await response.json())
}

export async function tokenFor(url: string, credentials: { email: string; password: string }): Promise<string> {
  const response = await fetch(`${url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: credentials.email, password: credentials.password }),
  })
  return SignedIn.parse(await response.json()).token
}

async function asked(url: string, token: string): Promise<Response> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  assert(response.ok, `${url} answered ${response.status}`)
  return response
}
