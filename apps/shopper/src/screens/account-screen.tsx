import { LanguageChoice } from '@store/house-style/language-choice.tsx'
import { CardList } from '../cards/card-list.tsx'
import { useTranslation } from 'react-i18next'
import { useShopper } from './shopper-context.ts'
import { useTitle } from './title.ts'

export function AccountScreen() {
  const { t } = useTranslation()
  const { client, account } = useShopper()
  useTitle(t('account.title'))
  return (
    <main className="account">
      <h1>{t('account.title')}</h1>
      <section className="card account-card">
        <p className="account-name">{account.me.displayName}</p>
        <p>{account.me.email}</p>
      </section>
      <CardList />
      <section className="setting">
        <h2>{t('language')}</h2>
        <LanguageChoice />
      </section>
      <p className="fine-print">{t('account.privacy')}</p>
      <button className="secondary" type="button" onClick={() => client.signOut()}>
        {t('account.signOut')}
      </button>
    </main>
  )
}
