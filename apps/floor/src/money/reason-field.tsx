import { useTranslation } from 'react-i18next'

/** The store takes no shorter ones: a reason is read again when somebody asks, months later. */
const SHORTEST = 3

export const isReason = (words: string): boolean => words.trim().length >= SHORTEST

export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation()
  return (
    <label className="rule-field">
      <span>{t('money.reason')}</span>
      <input value={value} minLength={SHORTEST} maxLength={500} onChange={(event) => onChange(event.target.value)} />
    </label>
  )
}
