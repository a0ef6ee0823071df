import type { StaffDispute } from '@store/contract/dispute.ts'
import type { FloorDispute } from '@store/contract/floor.ts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { StaffApi } from '../client/staff-api.ts'
import { DisputeDetail } from '../dispute/dispute-detail.tsx'
import { useFormat } from '../wording/format.ts'
import { inSight } from './in-sight.ts'

interface DisputesProps {
  disputes: readonly FloorDispute[]
  selected: string | undefined
  api: StaffApi
  timeZone: string
  now: () => number
}

/** What shoppers contest and a person decides: the oldest first, each with its age [FV14]. */
export function DisputesPanel({ disputes, selected, api, timeZone, now }: DisputesProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [known, setKnown] = useState<readonly StaffDispute[]>([])
  const refs = disputes.map(({ ref }) => ref).join()
  // The list comes live and small; what there is to decide by is asked for when somebody looks.
  useEffect(() => {
    if (selected === undefined) return undefined
    let isWanted = true
    void api.disputes().then((outcome) => {
      if (isWanted && outcome.ok) setKnown(outcome.value.disputes)
    })
    return () => {
      isWanted = false
    }
  }, [api, selected, refs])
  if (disputes.length === 0) return null
  const inOrder = disputes.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))

  return (
    <section className="panel disputes" aria-labelledby="disputes">
      <h2 id="disputes">
        {t('dispute.title')} <span className="count">{disputes.length}</span>
      </h2>
      <ul>
        {inOrder.map((dispute) => {
          const isOpen = dispute.ref === selected
          const one = known.find(({ ref }) => ref === dispute.ref)
          return (
            <li key={dispute.id} ref={isOpen ? inSight : null} data-selected={isOpen}>
              <Row dispute={dispute} isOpen={isOpen} now={now} />
              {isOpen && one && (
                <DisputeDetail one={one} api={api} timeZone={timeZone} onDecided={() => void navigate('/')} />
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Row({ dispute, isOpen, now }: { dispute: FloorDispute; isOpen: boolean; now: () => number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { ref, visit, name, quantity, amount, claim, since } = dispute
  const minutes = Math.max(0, Math.floor((now() - Date.parse(since)) / 60_000))
  return (
    <Link className="visit-row" to={isOpen ? '/' : `/disputes/${encodeURIComponent(ref)}`} aria-expanded={isOpen}>
      <span className="visit-status">
        {quantity} × {name}
        <small>
          {visit !== undefined && `${t('visits.label', { label: visit })} · `}
          {claim && t(`dispute.claim.${claim}`)} · {t('dispute.age', { count: minutes })}
        </small>
      </span>
      <span className="visit-units">{format.money(amount)}</span>
    </Link>
  )
}
