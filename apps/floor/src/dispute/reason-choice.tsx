import { useTranslation } from 'react-i18next'
import type { en } from '../wording/en.ts'

type Code = keyof (typeof en)['dispute']['reason']

interface ReasonChoiceProps {
  reasons: readonly Code[]
  value: string
  onChange: (reason: string) => void
}

/** A reason is chosen and not written, so that the shopper reads it in their own language. Empty until somebody has. */
export function ReasonChoice({ reasons, value, onChange }: ReasonChoiceProps) {
  const { t } = useTranslation()
  return (
    <label className="rule-field">
      <span>{t('dispute.reasonFor')}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('dispute.choose')}</option>
        {reasons.map((code) => (
          <option key={code} value={code}>
            {t(`dispute.reason.${code}`)}
          </option>
        ))}
      </select>
    </label>
  )
}

export function NoteField({ value, onChange }: { value: string; onChange: (note: string) => void }) {
  const { t } = useTranslation()
  return (
    <label className="rule-field">
      <span>{t('dispute.note')}</span>
      <input value={value} maxLength={500} onChange={(event) => onChange(event.target.value)} />
    </label>
  )
}
