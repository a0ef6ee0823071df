import '@store/store-line/without-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { floorClient } from './client/floor-client.ts'
import { floorLine } from './client/floor-line.ts'
import { keptSignIn } from '@store/store-line/kept-sign-in.ts'
import { staffApi } from './client/staff-api.ts'
import { signIn } from './client/sign-in.ts'
import { Mishap } from '@store/house-style/mishap.tsx'
import { wording } from './wording/wording.ts'
import '@store/house-style/palette.css'
import '@store/house-style/base.css'
import '@store/house-style/link-badge.css'
import '@store/house-style/sketch.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/map.css'
import './styles/panels.css'
import './styles/dispute.css'
import './styles/money.css'

/** `/floor/?store=ID` names the store where a server runs several. */
const storeId = new URLSearchParams(location.search).get('store') ?? ''
const now = () => Date.now()
const client = floorClient(
  (credentials) => signIn((path, request) => fetch(path, request), credentials),
  // The screen is often shared, and closing the tab should be enough to be gone. A reload keeps the sign-in.
  keptSignIn(sessionStorage, 'store.floor.sign-in'),
  (token) => floorLine(token, storeId),
  (token) => staffApi((path, request) => fetch(path, request), token),
  now,
)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={wording(localStorage, navigator.languages)}>
      <BrowserRouter basename="/floor">
        <Mishap>
          <App client={client} now={now} />
        </Mishap>
      </BrowserRouter>
    </I18nextProvider>
  </StrictMode>,
)
