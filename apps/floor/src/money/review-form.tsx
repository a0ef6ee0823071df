import type { MoneyDecision } from '@store/contract/http.ts'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isReason, ReasonField } from './reason-field.tsx'

/** The bank claimed what cannot be, and the visit is settled: somebody has compared both books, and says so. */
export function ReviewForm({ onDecide }: { onDecide: (decision: MoneyDecision) => Promise<void> }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [isBusy, setIsBusy] = useState(false)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setIsBusy(true)
    await onDecide({ do: 'close-review', reason: reason.trim() })
    setIsBusy(false)
  }

  return (
    <form className="rule" onSubmit={(event) => void submit(event)}>
      <ReasonField value={reason} onChange={setReason} />
      <button className="primary" type="submit" disabled={isBusy || !isReason(reason)}>
        {t('money.compared')}
      </button>
    </form>
  )
}
