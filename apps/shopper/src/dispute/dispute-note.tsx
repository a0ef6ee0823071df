import type { Dispute } from '@store/contract/dispute.ts'
import { useTranslation } from 'react-i18next'
import type { Disputing } from '../screens/disputes.ts'
import { useFormat } from '../wording/format.ts'

const tones: Record<Dispute['status'], 'calm' | 'good' | 'doubt'> = {
  weighing: 'calm',
  'with-staff': 'doubt',
  refunding: 'good',
  closed: 'good',
  withdrawn: 'calm',
  offered: 'doubt',
  charging: 'calm',
  charged: 'good',
}

/** What became of a dispute, and why [SA18]. */
export function DisputeNote({ dispute, disputing }: { dispute: Dispute; disputing: Disputing }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, status, claim, quantity, decision, because } = dispute
  const isKept = decision?.outcome === 'kept'
  return (
    <div className="dispute-note" data-tone={isKept ? 'calm' : tones[status]} role="status">
      {claim && (
        <p className="dispute-claim">{t('dispute.said', { count: quantity, claim: t(`dispute.claim.${claim}`) })}</p>
      )}
      {decision ? (
        <>
          <p>
            <strong>{t(`dispute.outcome.${decision.outcome}`, { amount: format.money(decision.amount) })}</strong>
          </p>
          <p>
            {t('dispute.why', {
              who: t(decision.isAutomatic ? 'dispute.byStore' : 'dispute.byStaff'),
              reason: t(`dispute.reason.${decision.reason}`),
            })}
          </p>
        </>
      ) : (
        <p>
          <strong>{t(status === 'with-staff' ? 'dispute.withStaff' : 'dispute.weighing')}</strong>
        </p>
      )}
      {because && <p>{t(`dispute.because.${because}`)}</p>}
      {status === 'with-staff' && (
        <button className="quiet" type="button" onClick={() => void disputing.ask({ do: 'withdraw', id })}>
          {t('dispute.withdraw')}
        </button>
      )}
    </div>
  )
}
