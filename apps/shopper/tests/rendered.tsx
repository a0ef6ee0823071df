/** Test-only: the whole app in a page of its own, its store on the other end of scripted lines. */
import type { SignedIn } from '@store/contract/http.ts'
import type { VisitSnapshot } from '@store/contract/visit.ts'
import { keptSignIn } from '@store/store-line/kept-sign-in.ts'
import { memoryStorage } from '@store/store-line/memory-storage.ts'
import { scriptedLine } from '@store/store-line/scripted-line.ts'
import { act, render } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { MemoryRouter } from 'react-router'
import { App } from '../src/app.tsx'
import { shopperClient } from '../src/client/shopper-client.ts'
import { storeApi } from '../src/client/store-api.ts'
import { wording } from '../src/wording/wording.ts'

export const signedIn: SignedIn = {
  token: 'a-token',
  expiresAt: '2100-01-01T00:00:00.000Z',
  me: { id: 'a1', email: 'ada@example.com', displayName: 'Ada', role: 'shopper' },
}

type Answer = { status: number; body: unknown }
type Answers = (path: string, body: unknown) => Answer | Promise<Answer>

const now = () => Date.now()

export function rendered(answers: Answers, { language = 'en-US', path = '/', isSignedIn = true } = {}) {
  const storage = memoryStorage(isSignedIn ? { 'store.sign-in': JSON.stringify(signedIn) } : {})
  const line = scriptedLine()
  const ask: typeof fetch = async (asked, request) => {
    const sent = typeof request?.body === 'string' ? request.body : 'null'
    const { status, body } = await answers(typeof asked === 'string' ? asked : '', JSON.parse(sent))
    return new Response(JSON.stringify(body), { status })
  }
  const left: string[] = []
  const client = shopperClient(storeApi(ask), keptSignIn(storage, 'store.sign-in'), () => line.line, now)
  const page = render(
    <I18nextProvider i18n={wording(storage, [language])}>
      <MemoryRouter initialEntries={[path]}>
        <App client={client} now={now} leave={(url) => void left.push(url)} />
      </MemoryRouter>
    </I18nextProvider>,
  )
  const tell = async (snapshot: VisitSnapshot) => {
    await act(async () => {
      line.store.up()
      await line.answer(snapshot)
    })
  }
  /** `left`: pages of other sites that it went to. */
  return { page, line, storage, tell, left }
}
