import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A bug of ours that breaks a screen leaves a sentence and a way on, not an empty page [HS5]. Its words are the app’s, below `mishap`. */
export class Mishap extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Apology /> : this.props.children
  }
}

function Apology() {
  const { t } = useTranslation()
  return (
    <main className="entrance" role="alert">
      <h1>{t('mishap.title')}</h1>
      <p>{t('mishap.lead')}</p>
      <button className="primary" type="button" onClick={() => globalThis.location.reload()}>
        {t('mishap.reload')}
      </button>
    </main>
  )
}
