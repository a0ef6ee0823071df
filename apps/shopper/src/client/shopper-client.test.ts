import type { SignedIn } from '@store/contract/http.ts'
import { keptSignIn } from '@store/store-line/kept-sign-in.ts'
import { memoryStorage } from '@store/store-line/memory-storage.ts'
import { scriptedLine } from '@store/store-line/scripted-line.ts'
import { describe, expect, test } from 'vitest'
import { shopperClient } from './shopper-client.ts'
import { storeApi } from './store-api.ts'

const NOW = Date.UTC(2026, 10, 21)
const signedIn: SignedIn = {
  token: 'a-token',
  expiresAt: new Date(NOW + 60_000).toISOString(),
  me: { id: 'a1', email: 'ada@example.com', displayName: 'Ada', role: 'shopper' },
}
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const problem = (status: number) =>
  json(status, { type: '#', title: 'No', status, detail: 'No.', code: 'account.wrong-credentials' })

function phone(answers: (path: string) => Response | Error, storage = memoryStorage()) {
  const line = scriptedLine()
  const ask = (path: unknown) => {
    const answer = answers(String(path))
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  const client = shopperClient(
    storeApi(ask),
    keptSignIn(storage, 'store.sign-in'),
    () => line.line,
    () => NOW,
  )
  return { client, line, storage }
}

describe('signing in', () => {
  test('[SA3] is kept over a reload, until it has expired', async () => {
    const { client, storage } = phone(() => json(201, signedIn))
    expect(await client.signIn({ email: 'ada@example.com', password: 'a few good words' })).toBeUndefined()
    expect(client.account.get()).toMatchObject({ status: 'signed-in', me: { displayName: 'Ada' } })

    expect(phone(() => problem(401), storage).client.account.get().status).toBe('signed-in')
    storage.setItem('store.sign-in', JSON.stringify({ ...signedIn, expiresAt: new Date(NOW - 1).toISOString() }))
    expect(phone(() => problem(401), storage).client.account.get()).toEqual({
      status: 'signed-out',
      wasThrownOut: false,
    })
  })

  test.each([
    ['the line', ({ line }: ReturnType<typeof phone>) => Promise.resolve(line.store.refused())],
    ['a request', ({ client }: ReturnType<typeof phone>) => client.ask((api, token) => api.receipts(token))],
  ])('[SA3] ends when the token is refused on %s, and nothing is kept', async (_, meet) => {
    const here = phone((path) => (path === '/api/sign-in' ? json(201, signedIn) : problem(401)))
    await here.client.signIn({ email: 'ada@example.com', password: 'a few good words' })
    await meet(here)
    expect(here.client.account.get()).toEqual({ status: 'signed-out', wasThrownOut: true })
    expect(here.line.isClosed).toBe(true)
    expect(here.storage.kept.size).toBe(0)
  })

  test.each([
    ['a problem', problem(401), 'problem'],
    ['no network', new Error('offline'), 'unreachable'],
    ['a proxy before a store that is down', new Response('<h1>Bad gateway', { status: 502 }), 'unreachable'],
    ['an answer in another shape', json(200, { hello: 'world' }), 'garbled'],
  ])('[SA10] %s is told apart', async (_, answer, kind) => {
    const { client } = phone(() => answer)
    expect(await client.signIn({ email: 'ada@example.com', password: 'x' })).toMatchObject({ kind })
  })
})
