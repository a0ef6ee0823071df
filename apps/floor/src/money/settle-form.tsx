import type { MoneyDecision } from '@store/contract/http.ts'
import { LessReason, type Visit, WholeReason } from '@store/contract/visit.ts'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NoteField, ReasonChoice } from '../dispute/reason-choice.tsx'
import { useFormat } from '../wording/format.ts'
import { isReason } from './reason-field.tsx'

type Settle = Extract<MoneyDecision, { do: 'settle' }>

interface SettleProps {
  receipt: Visit | undefined
  onDecide: (decision: MoneyDecision) => Promise<void>
}

/**
 * What a visit in review is charged for: all that its receipt says, less of it, or nothing. Prices are the receipt's. Its
 * shopper reads why [FV21].
 */
export function SettleForm({ receipt, onDecide }: SettleProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const lines = receipt?.lines ?? []
  const [quantities, setQuantities] = useState<Readonly<Record<string, number>>>({})
  const [chosenReason, setReason] = useState('')
  const [note, setNote] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const quantityOf = ({ gtin, quantity }: Visit['lines'][number]): number => quantities[gtin] ?? quantity
  const totalMinor = lines.reduce((sum, line) => sum + quantityOf(line) * line.unitPriceMinor, 0)

  function chosen(): Settle['lines'] {
    const some = lines.filter((line) => quantityOf(line) > 0)
    if (some.length === 0) return 'nothing'
    if (lines.every((line) => quantityOf(line) === line.quantity)) return 'all'
    return some.map((line) => ({ item: line.gtin, quantity: quantityOf(line) }))
  }

  const reasons = chosen() === 'all' ? WholeReason : LessReason
  /** A reason for less is none for all of it. */
  const because = reasons.safeParse(chosenReason).data
  const isNoteWhole = note.trim() === '' || isReason(note)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (because === undefined) return
    setIsBusy(true)
    const reason = note.trim()
    await onDecide({ do: 'settle', lines: chosen(), because, ...(reason !== '' && { reason }) })
    setIsBusy(false)
  }

  return (
    <form className="rule" onSubmit={(event) => void submit(event)}>
      {lines.map((line) => (
        <label key={line.gtin} className="rule-field">
          <span>{t('money.howMany', { name: line.name, count: line.quantity })}</span>
          <input
            type="number"
            min={0}
            max={line.quantity}
            value={quantityOf(line)}
            onChange={(event) => {
              const quantity = Math.min(line.quantity, Math.max(0, Math.trunc(Number(event.target.value))))
              setQuantities((before) => ({ ...before, [line.gtin]: quantity }))
            }}
          />
        </label>
      ))}
      <ReasonChoice reasons={reasons.options} value={because ?? ''} onChange={setReason} />
      <NoteField value={note} onChange={setNote} />
      <button className="primary" type="submit" disabled={isBusy || because === undefined || !isNoteWhole}>
        {receipt && totalMinor > 0
          ? t('money.charge', { amount: format.money({ ...receipt.total, amountMinor: totalMinor }) })
          : t('money.chargeNothing')}
      </button>
    </form>
  )
}
