import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'
import { tell } from '../wording/telling.ts'
import type { Paying } from './paying.ts'

/** Below a receipt that is not paid: how much is due, and one press to pay it [SA31]. */
export function PayNow({ paying: { due, isBusy, isRefused, trouble, pay } }: { paying: Paying }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="card pay-now" aria-label={t('pay.title')}>
      <p>{t('pay.lead')}</p>
      {isRefused && <p role="alert">{t('pay.refused')}</p>}
      {trouble && <p role="alert">{tell(t, trouble)}</p>}
      <button className="primary wide" type="button" onClick={pay} disabled={isBusy || due === undefined}>
        {due === undefined ? t('pay.title') : t('pay.now', { amount: format.money(due) })}
      </button>
    </section>
  )
}
