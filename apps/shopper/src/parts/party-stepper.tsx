import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'

/** As many as one pass lets in. */
const MOST = 8

export function PartyStepper({ party, onChange }: { party: number; onChange: (party: number) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="party" role="group" aria-label={t('pass.party')}>
      <button type="button" aria-label={t('pass.fewer')} disabled={party <= 1} onClick={() => onChange(party - 1)}>
        −
      </button>
      <output aria-label={party === 1 ? t('pass.partyOnly') : t('pass.partySize', { count: party })}>
        {format.number(party)}
      </output>
      <button type="button" aria-label={t('pass.more')} disabled={party >= MOST} onClick={() => onChange(party + 1)}>
        +
      </button>
    </div>
  )
}
