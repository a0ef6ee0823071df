import type { FloorCharge } from '@store/contract/floor.ts'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { byUrgency } from '../client/attention.ts'
import type { StaffApi } from '../client/staff-api.ts'
import { ChargeDetail } from '../money/charge-detail.tsx'
import { hoursLeft } from '../money/deadline.ts'
import { WaitingPanel } from './waiting-panel.tsx'

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
  return (
    <WaitingPanel
      kind="charges"
      title={t('money.title')}
      items={charges.toSorted(byUrgency)}
      selected={selected}
      what={({ isRefund }) => t(isRefund ? 'money.isRefund' : 'money.isReview')}
      about={({ decideBy }) =>
        decideBy === undefined ? t('money.noDeadline') : t('money.within', { count: hoursLeft(decideBy, now()) })
      }
      detail={(charge) => (
        <ChargeDetail charge={charge} api={api} timeZone={timeZone} onDecided={() => void navigate('/')} />
      )}
    />
  )
}
