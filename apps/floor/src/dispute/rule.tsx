import { type DisputeRuling, KeepReason, RefundReason, type StaffDispute } from '@store/contract/dispute.ts'
import type { Trouble } from '@store/store-line/trouble.ts'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StaffApi } from '../client/staff-api.ts'
import { tell } from '../wording/telling.ts'
import { NoteField, ReasonChoice } from './reason-choice.tsx'

interface RuleProps {
  one: StaffDispute
  api: StaffApi
  onDecided: () => void
}

const outcomes = ['refunded', 'reduced', 'kept'] as const
type Outcome = (typeof outcomes)[number]

/** A decision needs an outcome and a reason; the shopper reads the reason in their own language [FV14]. */
export function Rule({ one: { ref, dispute, unitPrice }, api, onDecided }: RuleProps) {
  const { t } = useTranslation()
  const isPrice = dispute.claim === 'price'
  const [outcome, setOutcome] = useState<Outcome>(isPrice ? 'reduced' : 'refunded')
  const [reason, setReason] = useState('')
  const [quantity, setQuantity] = useState(dispute.quantity)
  const [major, setMajor] = useState('')
  const [note, setNote] = useState('')
  const [trouble, setTrouble] = useState<Trouble>()
  const [isBusy, setIsBusy] = useState(false)
  const digits = fractionOf(unitPrice.currency)

  function ruling(): DisputeRuling | undefined {
    const said = note.trim() === '' ? {} : { note: note.trim() }
    const [keep, refund] = [KeepReason.safeParse(reason), RefundReason.safeParse(reason)]
    if (outcome === 'kept') return keep.success ? { outcome, reason: keep.data, ...said } : undefined
    if (!refund.success) return undefined
    if (outcome === 'refunded') return { outcome, reason: refund.data, quantity, ...said }
    const amountMinor = Math.round(Number(major.replace(',', '.')) * 10 ** digits)
    return amountMinor > 0 ? { outcome, reason: refund.data, amountMinor, ...said } : undefined
  }

  async function decide(event: FormEvent): Promise<void> {
    event.preventDefault()
    const decided = ruling()
    if (!decided) return
    setIsBusy(true)
    const answer = await api.decide(ref, decided)
    setIsBusy(false)
    if (answer.ok) onDecided()
    else setTrouble(answer.trouble)
  }

  return (
    <form className="rule" onSubmit={(event) => void decide(event)}>
      <fieldset>
        <legend className="visually-hidden">{t('dispute.decide')}</legend>
        {outcomes.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="outcome"
              checked={outcome === one}
              onChange={() => {
                setOutcome(one)
                setReason('')
              }}
            />
            {t(`dispute.do.${one}`)}
          </label>
        ))}
      </fieldset>
      {outcome === 'refunded' && dispute.quantity > 1 && (
        <label className="rule-field">
          <span>{t('dispute.howMany', { count: dispute.quantity })}</span>
          <input
            type="number"
            min={1}
            max={dispute.quantity}
            value={quantity}
            onChange={(event) => setQuantity(Number(event.target.value))}
          />
        </label>
      )}
      {outcome === 'reduced' && (
        <label className="rule-field">
          <span>{t('dispute.byHowMuch', { currency: unitPrice.currency })}</span>
          <input inputMode="decimal" value={major} onChange={(event) => setMajor(event.target.value)} />
        </label>
      )}
      <ReasonChoice reasons={outcome === 'kept' ? KeepReason.options : byStaff} value={reason} onChange={setReason} />
      <NoteField value={note} onChange={setNote} />
      {trouble && (
        <p className="rule-trouble" role="alert">
          {tell(t, trouble)}
        </p>
      )}
      <button className="primary" type="submit" disabled={isBusy || !ruling()}>
        {t('dispute.submit')}
      </button>
    </form>
  )
}

/** What the store decides by itself is no reason of a person's. */
const byStaff = RefundReason.options.filter((code) => code !== 'not-sure-enough')

const fractionOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
