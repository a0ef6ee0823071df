import type { MoneyDecision } from '@store/contract/http.ts'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isReason, ReasonField } from './reason-field.tsx'

const ways = ['retry-refund', 'give-up-refund'] as const

interface RefundProps {
  askedAgain: number
  onDecide: (decision: MoneyDecision) => Promise<void>
}

/** What the bank refuses to give back: it is asked again, or given up, with a word on what becomes of the money. */
export function RefundForm({ askedAgain, onDecide }: RefundProps) {
  const { t } = useTranslation()
  const [way, setWay] = useState<(typeof ways)[number]>('retry-refund')
  const [reason, setReason] = useState('')
  const [isBusy, setIsBusy] = useState(false)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setIsBusy(true)
    await onDecide({ do: way, reason: reason.trim() })
    setIsBusy(false)
  }

  return (
    <form className="rule" onSubmit={(event) => void submit(event)}>
      {askedAgain > 0 && <p role="status">{t('money.askedAgain', { count: askedAgain })}</p>}
      <fieldset>
        <legend className="visually-hidden">{t('dispute.decide')}</legend>
        {ways.map((one) => (
          <label key={one}>
            <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
            {t(`money.do.${one}`)}
          </label>
        ))}
      </fieldset>
      <ReasonField value={reason} onChange={setReason} />
      <button className="primary" type="submit" disabled={isBusy || !isReason(reason)}>
        {t('dispute.submit')}
      </button>
    </form>
  )
}
