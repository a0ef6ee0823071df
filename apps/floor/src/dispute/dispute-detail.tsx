import type { StaffDispute } from '@store/contract/dispute.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'
import { EvidencePicture } from './evidence-picture.tsx'
import { Rule } from './rule.tsx'
import type { StaffApi } from '../client/staff-api.ts'

/** All that there is to decide by: what was believed then, what is now, what was learnt since, and how often before [FV14]. */
export function DisputeDetail(props: { one: StaffDispute; api: StaffApi; timeZone: string; onDecided: () => void }) {
  const { one, timeZone } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { dispute, chargedAt, believedNow, weighedUntil, later, evidence, tags, automaticRefunds, overVisits } = one
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
      {tags.length > 0 && (
        <ul className="dispute-later">
          {tags.map(({ at, name, who, read, before, after }) => (
            <li key={`${at}/${name}`}>
              {t('dispute.tag', {
                time: format.clock(at, timeZone),
                who: t(`dispute.passing.${who}`),
                what: t('events.what', { count: read, name }),
                before: format.percent(before),
                after: format.percent(after),
              })}
            </li>
          ))}
        </ul>
      )}
      <MoneySoFar one={one} />
      <Rule {...props} />
    </div>
  )
}

/** Of the whole receipt: a refund of one line is decided with those of the others in sight. */
function MoneySoFar({ one: { total, settlement } }: { one: StaffDispute }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!total || !settlement) return null
  const money = (amountMinor: number): string => format.money({ ...total, amountMinor })
  const { chargedMinor, refundedMinor } = settlement
  return (
    <p className="dispute-money">
      {t('dispute.money', {
        total: format.money(total),
        charged: money(chargedMinor),
        refunded: money(refundedMinor),
        net: money(chargedMinor - refundedMinor),
      })}
    </p>
  )
}
