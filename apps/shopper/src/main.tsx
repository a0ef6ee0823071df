import './client/without-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { keptSignIn } from './client/kept-sign-in.ts'
import { shopperClient } from './client/shopper-client.ts'
import { storeApi } from './client/store-api.ts'
import { socketWire } from './client/visit-wire.ts'
import { Mishap } from './parts/mishap.tsx'
import { wording } from './wording/wording.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/frame.css'
import './styles/entrance.css'
import './styles/pass.css'
import './styles/visit.css'
import './styles/why.css'
import './styles/dispute.css'

const now = () => Date.now()
const client = shopperClient(
  storeApi((path, request) => fetch(path, request)),
  keptSignIn(localStorage),
  socketWire,
  now,
)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={wording(localStorage, navigator.languages)}>
      <BrowserRouter basename="/shopper">
        <Mishap>
          <App client={client} now={now} />
        </Mishap>
      </BrowserRouter>
    </I18nextProvider>
  </StrictMode>,
)
