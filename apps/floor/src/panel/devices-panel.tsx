import type { FloorDevice } from '@store/contract/floor.ts'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { deviceName } from '../client/device-name.ts'
import { useFormat } from '../wording/format.ts'

const urgency: Record<FloorDevice['state'], number> = { silent: 0, refused: 1, late: 2, well: 3 }

/** Is the store's view of itself fit to be believed? */
export const DevicesPanel = memo(function DevicesPanel({ devices }: { devices: readonly FloorDevice[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const inOrder = devices.toSorted((a, b) => urgency[a.state] - urgency[b.state] || a.id.localeCompare(b.id))
  const well = devices.filter(({ state }) => state === 'well').length
  return (
    <section className="panel devices" aria-labelledby="devices">
      <h2 id="devices">
        {t('devices.title')}{' '}
        <span className="count">
          {well} / {devices.length}
        </span>
      </h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('devices.device')}</th>
            <th scope="col">{t('devices.state')}</th>
            <th scope="col">{t('devices.lag')}</th>
            <th scope="col">{t('devices.lost')}</th>
          </tr>
        </thead>
        <tbody>
          {inOrder.map(({ id, deviceKind, state, lagMs, lost }) => (
            <tr key={id} data-state={state}>
              <th scope="row">
                {deviceName({ id })} <small>{t(`devices.kind.${deviceKind}`)}</small>
              </th>
              <td>
                <span className="state">{t(`devices.states.${state}`)}</span>
              </td>
              <td>{lagMs === null ? '–' : format.lag(lagMs)}</td>
              <td>{format.number(lost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
})
