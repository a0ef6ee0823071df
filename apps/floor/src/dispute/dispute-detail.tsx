import type { StaffDispute } from '@store/contract/dispute.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'
import { EvidencePicture } from './evidence-picture.tsx'
import { Rule } from './rule.tsx'
import type { StaffApi } from '../client/staff-api.ts'

/** All that there is to decide by: what was believed then, what is now, what was learnt since, and how often before [FA14]. */
export function DisputeDetail(props: { one: StaffDispute; api: StaffApi; timeZone: string; onDecided: () => void }) {
  const { one, timeZone } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { dispute, chargedAt, believedNow, weighedUntil, later, evidence, automaticRefunds, overVisits } = one
  return (
    <div className="dispute-detail">
      {dispute.because && <p>{t(`dispute.because.${dispute.because}`)}</p>}
      <dl className="dispute-facts">
        <div>
          <dt>{t('dispute.asCharged')}</dt>
          <dd>{chargedAt === undefined ? '–' : format.percent(chargedAt)}</dd>
        </div>
        <div>
          <dt>{t('dispute.nowBelieved')}</dt>
          <dd>{believedNow === undefined ? '–' : format.percent(believedNow)}</dd>
        </div>
        <div>
          <dt>{t('dispute.before', { count: overVisits })}</dt>
          <dd>{automaticRefunds}</dd>
        </div>
      </dl>
      {weighedUntil !== undefined && (
        <p className="nothing">{t('dispute.until', { time: format.clock(weighedUntil, timeZone) })}</p>
      )}
      {later.length > 0 && (
        <ul className="dispute-later">
          {later.map(({ at, what, quantity, probability }) => (
            <li key={`${at}/${what}`}>
              {t(`dispute.later.${what}`, {
                time: format.clock(at, timeZone),
                count: quantity,
                percent: format.percent(probability),
              })}
            </li>
          ))}
        </ul>
      )}
      {evidence.length === 0 && <p className="nothing">{t('dispute.noEvidence')}</p>}
      {evidence.map((change) => (
        <EvidencePicture key={`${change.at}/${change.place.gondola}`} evidence={change} timeZone={timeZone} />
      ))}
      <Rule {...props} />
    </div>
  )
}
