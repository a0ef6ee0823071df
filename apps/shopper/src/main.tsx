import '@store/store-line/without-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { keptSignIn } from '@store/store-line/kept-sign-in.ts'
import { shopperClient } from './client/shopper-client.ts'
import { storeApi } from './client/store-api.ts'
import { visitLine } from './client/visit-line.ts'
import { Mishap } from '@store/house-style/mishap.tsx'
import { wording } from './wording/wording.ts'
import '@store/house-style/palette.css'
import '@store/house-style/base.css'
import '@store/house-style/link-badge.css'
import '@store/house-style/sketch.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/frame.css'
import './styles/entrance.css'
import './styles/pass.css'
import './styles/visit.css'
import './styles/why.css'
import './styles/dispute.css'
import './styles/pay.css'
import './styles/cards.css'

const now = () => Date.now()
const leave = (url: string) => location.assign(url)
const client = shopperClient(
  storeApi((path, request) => fetch(path, request)),
  // A phone throws tabs away in a pocket, and nobody wants to type a password with the gate in front of them.
  // `sessionStorage` would be no safer against a script that runs in the page, and such scripts are kept out by the
  // server's content security policy; what limits a stolen token is that it expires.
  keptSignIn(localStorage, 'store.sign-in'),
  visitLine,
  now,
)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={wording(localStorage, navigator.languages)}>
      <BrowserRouter basename="/shopper">
        <Mishap>
          <App client={client} now={now} leave={leave} />
        </Mishap>
      </BrowserRouter>
    </I18nextProvider>
  </StrictMode>,
)
