import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { units } from '../parts/line-list.tsx'
import { PaymentMark } from '../parts/payment-mark.tsx'
import { paidInTheEnd } from '../parts/settlement.tsx'
import { tell } from '../wording/telling.ts'
import { useFormat } from '../wording/format.ts'
import { useReceipts } from './receipts.ts'
import { useTitle } from './title.ts'

export function ReceiptsScreen() {
  const { t } = useTranslation()
  const format = useFormat()
  const { receipts, trouble, again } = useReceipts()
  useTitle(t('receipts.title'))

  return (
    <main className="receipts">
      <h1>{t('receipts.title')}</h1>
      {trouble && (
        <p className="notice notice-plain" role="alert">
          <span>{tell(t, trouble)}</span>
          <button className="secondary" type="button" onClick={again}>
            {t('trouble.again')}
          </button>
        </p>
      )}
      {!receipts && !trouble && <p className="loading">{t('receipts.loading')}</p>}
      {receipts?.length === 0 && (
        <section className="empty">
          <h2>{t('receipts.none')}</h2>
          <p>{t('receipts.noneLead')}</p>
        </section>
      )}
      {receipts && receipts.length > 0 && (
        <ul className="card receipt-list">
          {receipts.map((visit) => (
            <li key={visit.id}>
              <Link to={`/receipts/${encodeURIComponent(visit.id)}`}>
                <span className="receipt-when">{format.day(visit.enteredAt, visit.timeZone)}</span>
                <span className="receipt-total">{format.money(paidInTheEnd(visit))}</span>
                <span className="receipt-what">
                  {format.time(visit.enteredAt, visit.timeZone)} · {visit.storeName} ·{' '}
                  {t('visit.items', { count: units(visit) })}
                </span>
                <PaymentMark payment={visit.payment} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </main>
  )
}
