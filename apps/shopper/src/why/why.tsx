import type { ShelfEvidence, TagEvidence } from '@store/contract/evidence.ts'
import type { Visit } from '@store/contract/visit.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'
import { ShelfReason } from './shelf-reason.tsx'
import { tagWords } from './why-words.ts'

interface WhyProps {
  visit: Pick<Visit, 'number' | 'timeZone'>
  evidence: readonly ShelfEvidence[]
  tags?: readonly TagEvidence[] | undefined
  /** Absent for what is not charged: there is nothing to be sure of. */
  confidence?: number
}

/** Everything that speaks for a line and against it, in plain words, behind one press [SA13]. */
export function Why({ visit: { number, timeZone }, evidence, tags = [], confidence }: WhyProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <details className="why">
      <summary>{t(confidence === undefined ? 'why.askDoubt' : 'why.ask')}</summary>
      {confidence !== undefined && <p className="why-sure">{t('why.sure', { percent: format.percent(confidence) })}</p>}
      {evidence.length === 0 && <p>{t('why.nothingKept')}</p>}
      {evidence.map((one) => (
        <ShelfReason key={`${one.at}/${one.place.gondola}/${one.place.board}`} evidence={one} timeZone={timeZone} />
      ))}
      {tags.map((one) => (
        <p key={`${one.at}/${one.name}`} className="why-tags">
          {tagWords(t, format, one)}
        </p>
      ))}
      {confidence !== undefined && (
        <p className="why-wrong">{number === undefined ? t('why.wrong') : t('why.wrongNumber', { number })}</p>
      )}
    </details>
  )
}
