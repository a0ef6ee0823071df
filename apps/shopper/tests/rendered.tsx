/** Test-only: the whole app in a page of its own, its store on the other end of scripted lines. */
import type { SignedIn } from '@store/contract/http.ts'
import { act, render } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { MemoryRouter } from 'react-router'
import { App } from '../src/app.tsx'
import { keptSignIn } from '../src/client/kept-sign-in.ts'
import { shopperClient } from '../src/client/shopper-client.ts'
import { storeApi } from '../src/client/store-api.ts'
import { wording } from '../src/wording/wording.ts'
import { scriptedWire } from './scripted-wire.ts'

export const signedIn: SignedIn = {
  token: 'a-token',
  expiresAt: '2100-01-01T00:00:00.000Z',
  me: { id: 'a1', email: 'ada@example.com', displayName: 'Ada', role: 'shopper' },
}

type Answer = { status: number; body: unknown }
type Answers = (path: string, body: unknown) => Answer | Promise<Answer>

const now = () => Date.now()

export function rendered(answers: Answers, { language = 'en-US', path = '/', isSignedIn = true } = {}) {
  const storage = storageOf(isSignedIn ? { 'store.sign-in': JSON.stringify(signedIn) } : {})
  const line = scriptedWire()
  const ask: typeof fetch = async (asked, request) => {
    const sent = typeof request?.body === 'string' ? request.body : 'null'
    const { status, body } = await answers(typeof asked === 'string' ? asked : '', JSON.parse(sent))
    return new Response(JSON.stringify(body), { status })
  }
  const client = shopperClient(storeApi(ask), keptSignIn(storage), () => line.wire, now)
  const page = render(
    <I18nextProvider i18n={wording(storage, [language])}>
      <MemoryRouter initialEntries={[path]}>
        <App client={client} now={now} />
      </MemoryRouter>
    </I18nextProvider>,
  )
  const tell = async (...[snapshot]: Parameters<typeof line.answer>) => {
    await act(async () => {
      line.store.up()
      await line.answer(snapshot)
    })
  }
  return { page, line, storage, tell }
}

function storageOf(first: Record<string, string>) {
  const kept = new Map(Object.entries(first))
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}
