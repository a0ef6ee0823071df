import type { MoneyDecision } from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'
import { isReason, ReasonField } from './reason-field.tsx'

interface SettleProps {
  receipt: Visit | undefined
  onDecide: (decision: MoneyDecision) => Promise<void>
}

/** What a visit in review is charged for: all that its receipt says, less of it, or nothing. Prices are the receipt's. */
export function SettleForm({ receipt, onDecide }: SettleProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const lines = receipt?.lines ?? []
  const [quantities, setQuantities] = useState<Readonly<Record<string, number>>>({})
  const [reason, setReason] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const quantityOf = ({ gtin, quantity }: Visit['lines'][number]): number => quantities[gtin] ?? quantity
  const totalMinor = lines.reduce((sum, line) => sum + quantityOf(line) * line.unitPriceMinor, 0)

  function chosen(): Extract<MoneyDecision, { do: 'settle' }>['lines'] {
    const some = lines.filter((line) => quantityOf(line) > 0)
    if (some.length === 0) return 'nothing'
    if (lines.every((line) => quantityOf(line) === line.quantity)) return 'all'
    return some.map((line) => ({ item: line.gtin, quantity: quantityOf(line) }))
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setIsBusy(true)
    await onDecide({ do: 'settle', lines: chosen(), reason: reason.trim() })
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
      <ReasonField value={reason} onChange={setReason} />
      <button className="primary" type="submit" disabled={isBusy || !isReason(reason)}>
        {receipt && totalMinor > 0
          ? t('money.charge', { amount: format.money({ ...receipt.total, amountMinor: totalMinor }) })
          : t('money.chargeNothing')}
      </button>
    </form>
  )
}
