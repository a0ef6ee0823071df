import type { FloorMap as FloorPlan } from '@store/contract/floor.ts'
import { useWatched } from '@store/store-line/watched.ts'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet } from 'react-router'
import type { Account } from '../client/floor-client.ts'
import type { Live } from '../client/live-floor.ts'
import { FloorMap } from '../map/floor-map.tsx'
import { Legend } from '../map/legend.tsx'
import { projection } from '../map/project.ts'
import { useFormat } from '../wording/format.ts'
import { AttentionPanel } from './attention-panel.tsx'
import { ChargesPanel } from './charges-panel.tsx'
import { DevicesPanel } from './devices-panel.tsx'
import { DisputesPanel } from './disputes-panel.tsx'
import { EventsPanel } from './events-panel.tsx'
import { GondolaPanel } from './gondola-panel.tsx'
import { Head } from './head.tsx'
import { useSelection } from './selection.ts'
import { VisitsPanel } from './visits-panel.tsx'

declare module 'react' {
  interface CSSProperties {
    '--map-shape'?: string
  }
}

interface FloorScreenProps {
  account: Extract<Account, { status: 'signed-in' }>
  now: () => number
  onSignOut: () => void
}

export function FloorScreen({ account, now, onSignOut }: FloorScreenProps) {
  const { t } = useTranslation()
  const live = useWatched(account.live)
  const selection = useSelection()
  const { floor } = live
  const gondola = floor?.map.gondolas.find(({ id }) => id === selection.gondola)

  return (
    <div className="floor">
      <Head live={live} now={now} onSignOut={onSignOut} />
      <main className="stage" style={floor && shapeOf(floor.map)}>
        {!floor && <Banner live={live} />}
        <Outlet />
        {floor && (
          <>
            <div className="map-box">
              <Banner live={live} />
              <FloorMap floor={floor} selection={selection} isLive={live.link === 'live'} />
              <Legend />
            </div>
            <aside className="side" aria-label={t('side')}>
              <div className="side-column">
                <AttentionPanel
                  devices={floor.devices}
                  visits={floor.visits}
                  facings={floor.facings}
                  disputes={floor.disputes}
                  charges={floor.charges}
                  findings={floor.findings}
                  now={now}
                />
                <ChargesPanel
                  charges={floor.charges}
                  selected={selection.charge}
                  api={account.api}
                  timeZone={floor.map.timeZone}
                  now={now}
                />
                <DisputesPanel
                  disputes={floor.disputes}
                  selected={selection.dispute}
                  api={account.api}
                  timeZone={floor.map.timeZone}
                  now={now}
                />
                {gondola && <GondolaPanel key={gondola.id} gondola={gondola} facings={floor.facings} />}
                <VisitsPanel visits={floor.visits} dots={floor.dots} selected={selection.visit} />
              </div>
              <div className="side-column">
                <DevicesPanel devices={floor.devices} />
              </div>
            </aside>
            <EventsPanel events={floor.events} timeZone={floor.map.timeZone} />
          </>
        )}
      </main>
    </div>
  )
}

/** How wide the map is for its height: the desk's columns are made to fit it. */
function shapeOf(map: FloorPlan): CSSProperties {
  return { '--map-shape': projection(map).shape.toFixed(3) }
}

/** Over everything when what is shown is not how it is. */
function Banner({ live: { link, floor, heardAtMs, refusal } }: { live: Live }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = (() => {
    if (refusal !== undefined) return refusal
    if (link === 'live') return undefined
    if (!floor || heardAtMs === undefined) return t('banner.joining')
    return t('banner.stale', { time: format.clock(new Date(heardAtMs).toISOString(), floor.map.timeZone) })
  })()
  return (
    <p className="banner" role="status" hidden={words === undefined}>
      {words}
    </p>
  )
}
