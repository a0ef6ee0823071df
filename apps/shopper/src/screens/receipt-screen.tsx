import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Icon } from '../parts/icon.tsx'
import { tell } from '../wording/telling.ts'
import { ReceiptView } from './receipt-view.tsx'
import { useReceipt } from './receipts.ts'

export function ReceiptScreen() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const outcome = useReceipt(id)
  const isMissing =
    outcome?.ok === false && outcome.trouble.kind === 'problem' && outcome.trouble.problem.status === 404

  return (
    <>
      <nav aria-label={t('receipt.back')}>
        <Link className="back" to="/receipts">
          <Icon name="back" />
          {t('receipt.back')}
        </Link>
      </nav>
      {outcome?.ok && <ReceiptView visit={outcome.value} isFresh={false} />}
      {!outcome?.ok && (
        <main>
          {outcome ? (
            <p className="notice notice-plain" role="alert">
              {isMissing ? t('receipt.missing') : tell(t, outcome.trouble)}
            </p>
          ) : (
            <p className="loading">{t('receipts.loading')}</p>
          )}
        </main>
      )}
    </>
  )
}
