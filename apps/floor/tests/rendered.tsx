/** Test-only: the whole app in a page of its own, its store on the other end of a scripted line. */
import type { FloorItem } from '@store/contract/floor.ts'
import type { SignedIn } from '@store/contract/http.ts'
import { keptSignIn } from '@store/store-line/kept-sign-in.ts'
import { memoryStorage } from '@store/store-line/memory-storage.ts'
import { scriptedLine } from '@store/store-line/scripted-line.ts'
import { act, render } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { MemoryRouter } from 'react-router'
import { App } from '../src/app.tsx'
import { floorClient } from '../src/client/floor-client.ts'
import { staffApi } from '../src/client/staff-api.ts'
import { signIn } from '../src/client/sign-in.ts'
import { wording } from '../src/wording/wording.ts'
import { busy, cornerShop } from './floors.ts'

interface Options {
  language?: string
  path?: string
  role?: 'staff' | 'shopper'
  /** What the store answers the staff's questions. */
  asked?: typeof fetch
}

const now = () => Date.now()
const noStore: typeof fetch = () => Promise.reject(new Error('no store'))

export function rendered({ language = 'en-US', path = '/', role = 'staff', asked = noStore }: Options = {}) {
  const storage = memoryStorage()
  const signedIn: SignedIn = {
    token: 'a-token',
    expiresAt: '2100-01-01T00:00:00.000Z',
    me: { id: 's1', email: 'sam@example.com', displayName: 'Sam', role },
  }
  const ask = () => Promise.resolve(new Response(JSON.stringify(signedIn), { status: 201 }))
  const line = scriptedLine()
  const client = floorClient(
    (credentials) => signIn(ask, credentials),
    keptSignIn(storage, 'store.floor.sign-in'),
    () => line.line,
    (token) => staffApi(asked, token),
    now,
  )
  const page = render(
    <I18nextProvider i18n={wording(storage, [language])}>
      <MemoryRouter initialEntries={[path]}>
        <App client={client} now={now} />
      </MemoryRouter>
    </I18nextProvider>,
  )
  const enter = () => act(async () => void (await client.signIn({ email: 'sam@example.com', password: 'some words' })))
  const open = async (items: FloorItem[] = busy) => {
    await enter()
    await act(async () => {
      line.store.up()
      await line.answer({ revision: 1, map: cornerShop, items })
    })
  }
  return { page, line, client, kept: storage.kept, open }
}
