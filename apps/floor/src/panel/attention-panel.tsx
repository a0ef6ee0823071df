import { Fragment, memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { concerns, type Concern } from '../client/attention.ts'
import { byGondola } from '../client/by-gondola.ts'
import { deviceName } from '../client/device-name.ts'
import type { FloorView } from '../client/floor-view.ts'
import { hoursLeft } from '../money/deadline.ts'
import { useFormat } from '../wording/format.ts'

type AttentionProps = Pick<FloorView, 'devices' | 'visits' | 'facings' | 'disputes' | 'charges' | 'findings'> & {
  now: () => number
}

/** What needs somebody, the most urgent first; and if nothing does, that. */
export const AttentionPanel = memo(function AttentionPanel(props: AttentionProps) {
  const { t } = useTranslation()
  const { devices, visits, facings, disputes, charges, findings, now } = props
  const open = useMemo(
    () => concerns({ devices, visits, facings, disputes, charges, findings }),
    [devices, visits, facings, disputes, charges, findings],
  )
  return (
    <section className="panel attention" aria-labelledby="attention">
      <h2 id="attention">
        {t('attention.title')} {open.length > 0 && <span className="count">{open.length}</span>}
      </h2>
      {open.length === 0 ? (
        <p className="all-well">{t('attention.none')}</p>
      ) : (
        <ul>
          {open.map((concern) => (
            <li key={keyOf(concern)} data-tone={toneOf(concern)}>
              <Words concern={concern} now={now} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
})

function Words({ concern, now }: { concern: Concern; now: () => number }) {
  const { t } = useTranslation()
  const format = useFormat()
  switch (concern.about) {
    case 'device':
      return (
        <p>
          <strong>{deviceName(concern.device)}</strong> {t(`attention.device.${concern.device.state}`)}
        </p>
      )
    case 'payment':
    case 'doubt': {
      const { id, label, doubtful, payment } = concern.visit
      const isUnpaid = payment === 'unpaid'
      return (
        <Link to={`/visits/${encodeURIComponent(id)}`}>
          <strong>{t('visits.label', { label })}</strong>{' '}
          {concern.about === 'doubt'
            ? t('attention.doubt', { count: doubtful })
            : t(isUnpaid ? 'attention.unpaid' : 'attention.review')}
        </Link>
      )
    }
    case 'charge':
      return (
        <Link to={`/charges/${encodeURIComponent(concern.first)}`}>
          {t('attention.charge', { count: concern.count })}
          {concern.by !== undefined && ` · ${t('money.within', { count: hoursLeft(concern.by, now()) })}`}
        </Link>
      )
    case 'dispute':
      return (
        <Link to={`/disputes/${encodeURIComponent(concern.first)}`}>
          {t('attention.dispute', { count: concern.count })}
        </Link>
      )
    case 'finding': {
      const { finding } = concern
      if (finding.what === 'silent-plates')
        return (
          <Link to={`/gondolas/${encodeURIComponent(finding.gondola)}`}>
            {t('attention.silentPlates', {
              count: finding.plates.length,
              place: t('events.place', { gondola: finding.gondola, shelf: finding.shelf }),
              plates: finding.plates.join(t('attention.and')),
            })}
          </Link>
        )
      return (
        <p>
          {t('attention.wrongWeight', {
            name: finding.name,
            count: finding.weighings,
            said: format.number(finding.catalogGrams),
            weighed: format.number(finding.measuredGrams),
          })}
        </p>
      )
    }
    case 'empty':
      return (
        <p>
          {t('attention.empty', { count: concern.facings.length })}
          {[...byGondola(concern.facings)].map(([gondola, facings]) => (
            <Fragment key={gondola}>
              {' '}
              <Link
                className="place"
                to={`/gondolas/${encodeURIComponent(gondola)}`}
                title={facings.map(({ name }) => name).join(', ')}
              >
                {t('map.gondola', { id: gondola })}
              </Link>
            </Fragment>
          ))}
        </p>
      )
  }
}

function keyOf(concern: Concern): string {
  switch (concern.about) {
    case 'device':
      return `device/${concern.device.id}`
    case 'payment':
    case 'doubt':
      return `visit/${concern.visit.id}`
    case 'finding':
      return concern.id
    case 'charge':
    case 'dispute':
    case 'empty':
      return concern.about
  }
}

function toneOf(concern: Concern): 'bad' | 'doubt' | 'calm' {
  switch (concern.about) {
    case 'device':
      return concern.device.state === 'late' ? 'doubt' : 'bad'
    case 'payment':
      return concern.visit.payment === 'unpaid' ? 'bad' : 'doubt'
    case 'finding':
      return concern.finding.what === 'silent-plates' ? 'bad' : 'doubt'
    case 'doubt':
    case 'charge':
    case 'dispute':
      return 'doubt'
    case 'empty':
      return 'calm'
  }
}
