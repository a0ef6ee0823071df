import type { FloorCharge } from '@store/contract/floor.ts'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { byUrgency } from '../client/attention.ts'
import type { StaffApi } from '../client/staff-api.ts'
import { ChargeDetail } from '../money/charge-detail.tsx'
import { hoursLeft } from '../money/deadline.ts'
import { useFormat } from '../wording/format.ts'
import { inSight } from './in-sight.ts'

interface ChargesProps {
  charges: readonly FloorCharge[]
  selected: string | undefined
  api: StaffApi
  timeZone: string
  now: () => number
}

/** Visits whose money a person decides: the nearest deadline first [FV17]. */
export function ChargesPanel({ charges, selected, api, timeZone, now }: ChargesProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  if (charges.length === 0) return null
  return (
    <section className="panel charges" aria-labelledby="charges">
      <h2 id="charges">
        {t('money.title')} <span className="count">{charges.length}</span>
      </h2>
      <ul>
        {charges.toSorted(byUrgency).map((charge) => {
          const isOpen = charge.ref === selected
          return (
            <li key={charge.id} ref={isOpen ? inSight : null} data-selected={isOpen}>
              <Row charge={charge} isOpen={isOpen} nowMs={now()} />
              {isOpen && (
                <ChargeDetail charge={charge} api={api} timeZone={timeZone} onDecided={() => void navigate('/')} />
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Row({ charge, isOpen, nowMs }: { charge: FloorCharge; isOpen: boolean; nowMs: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ref, visit, amount, isRefund, decideBy } = charge
  return (
    <Link className="visit-row" to={isOpen ? '/' : `/charges/${encodeURIComponent(ref)}`} aria-expanded={isOpen}>
      <span className="visit-status">
        {t(isRefund ? 'money.isRefund' : 'money.isReview')}
        <small>
          {visit !== undefined && `${t('visits.label', { label: visit })} · `}
          {decideBy === undefined ? t('money.noDeadline') : t('money.within', { count: hoursLeft(decideBy, nowMs) })}
        </small>
      </span>
      <span className="visit-units">{format.money(amount)}</span>
    </Link>
  )
}
