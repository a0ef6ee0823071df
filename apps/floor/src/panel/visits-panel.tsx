import type { FloorDot, FloorVisit } from '@store/contract/floor.ts'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../wording/format.ts'
import { inSight } from './in-sight.ts'
import { paymentIn } from './payment.ts'

/** Baskets of everybody inside, then of those who have just left. */
export const VisitsPanel = memo(function VisitsPanel({
  visits,
  dots,
  selected,
}: {
  visits: readonly FloorVisit[]
  dots: readonly FloorDot[]
  selected: string | undefined
}) {
  const { t } = useTranslation()
  const seen = new Set(dots.map(({ visitId }) => visitId))
  const inOrder = visits.toSorted(
    (a, b) => Number(hasEnded(a)) - Number(hasEnded(b)) || a.label.localeCompare(b.label, undefined, { numeric: true }),
  )
  const open = visits.filter((visit) => !hasEnded(visit)).length
  return (
    <section className="panel visits" aria-labelledby="visits">
      <h2 id="visits">
        {t('visits.title')} <span className="count">{open}</span>
      </h2>
      {visits.length === 0 && <p className="nothing">{t('visits.none')}</p>}
      <ul>
        {inOrder.map((visit) => (
          <li
            key={visit.id}
            ref={visit.id === selected ? inSight : null}
            data-ended={hasEnded(visit)}
            data-selected={visit.id === selected}
          >
            <Row visit={visit} isOpen={visit.id === selected} isSeen={seen.has(visit.id)} />
            {visit.id === selected && <Basket visit={visit} />}
          </li>
        ))}
      </ul>
    </section>
  )
})

const hasEnded = ({ status }: FloorVisit): boolean => status === 'sealed' || status === 'turned-back'

function Row({ visit, isOpen, isSeen }: { visit: FloorVisit; isOpen: boolean; isSeen: boolean }) {
  const { t } = useTranslation()
  const { id, label, status, party, units, doubtful, payment } = visit
  // Settled while they stand in the exit: the door opens, and the tracker sees them for a moment longer.
  const stage = t(`visits.status.${status === 'sealed' && isSeen ? 'going' : status}`)
  return (
    <Link className="visit-row" to={isOpen ? '/' : `/visits/${encodeURIComponent(id)}`} aria-expanded={isOpen}>
      <span className="badge" data-status={status} aria-hidden="true">
        {label}
      </span>
      <span className="visually-hidden">{t('visits.label', { label })}</span>
      <span className="visit-status">
        {stage}
        <small>
          {paymentIn(t, payment)}
          {party > 1 && ` · ${t('visits.party', { count: party })}`}
        </small>
      </span>
      {doubtful > 0 && <span className="mark mark-doubt">{t('visits.doubtful', { count: doubtful })}</span>}
      <span className="visit-units">{t('visits.units', { count: units })}</span>
    </Link>
  )
}

function Basket({ visit }: { visit: FloorVisit }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (visit.lines.length === 0) return <p className="basket nothing">{t('visits.empty')}</p>
  return (
    <table className="basket">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('visits.quantity')}</th>
          <th scope="col">{t('visits.article')}</th>
          <th scope="col">{t('visits.confidence')}</th>
        </tr>
      </thead>
      <tbody>
        {visit.lines.map(({ gtin, name, quantity, confidence, takenBy, perhapsWith }) => (
          <tr key={gtin}>
            <td>{quantity} ×</td>
            <td>
              <span className="basket-name">{name}</span>
              {takenBy !== undefined && <small className="basket-from">{t('visits.takenBy', { takenBy })}</small>}
              {perhapsWith && (
                <small className="basket-from">
                  {t('visits.perhapsWith', {
                    visit: perhapsWith.visit,
                    percent: format.percent(perhapsWith.probability),
                  })}
                </small>
              )}
            </td>
            <td title={t('visits.confidence')}>{format.percent(confidence)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
