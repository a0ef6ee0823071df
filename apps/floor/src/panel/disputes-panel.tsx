import type { StaffDispute } from '@store/contract/dispute.ts'
import type { FloorDispute } from '@store/contract/floor.ts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { StaffApi } from '../client/staff-api.ts'
import { DisputeDetail } from '../dispute/dispute-detail.tsx'
import { WaitingPanel } from './waiting-panel.tsx'

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

  return (
    <WaitingPanel
      kind="disputes"
      title={t('dispute.title')}
      items={disputes.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))}
      selected={selected}
      what={({ quantity, name }) => `${quantity} × ${name}`}
      about={({ claim, since }) => {
        const minutes = Math.max(0, Math.floor((now() - Date.parse(since)) / 60_000))
        return `${claim ? `${t(`dispute.claim.${claim}`)} · ` : ''}${t('dispute.age', { count: minutes })}`
      }}
      detail={(dispute) => {
        const one = known.find(({ ref }) => ref === dispute.ref)
        return one && <DisputeDetail one={one} api={api} timeZone={timeZone} onDecided={() => void navigate('/')} />
      }}
    />
  )
}
