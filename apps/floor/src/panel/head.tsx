import { LanguageChoice } from '@store/house-style/language-choice.tsx'
import { LinkBadge } from '@store/house-style/link-badge.tsx'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Live } from '../client/live-floor.ts'
import { useFormat } from '../wording/format.ts'

interface HeadProps {
  live: Live
  now: () => number
  onSignOut: () => void
}

/** Which store, what time it is there, how busy it is, and whether this screen is up to date. */
export function Head({ live: { link, floor }, now, onSignOut }: HeadProps) {
  const { t } = useTranslation()
  const visits = floor?.visits.filter(({ status }) => status === 'shopping' || status === 'leaving') ?? []
  const units = visits.reduce((sum, visit) => sum + visit.units, 0)
  return (
    <header className="head">
      <h1>{floor?.map.storeName ?? t('app')}</h1>
      {floor && <Clock timeZone={floor.map.timeZone} now={now} />}
      {floor && (
        <dl className="figures">
          <Figure name={t('head.people', { count: floor.dots.length })} value={floor.dots.length} />
          <Figure name={t('head.visits', { count: visits.length })} value={visits.length} />
          <Figure name={t('head.units', { count: units })} value={units} />
        </dl>
      )}
      <div className="head-end">
        <LinkBadge link={link} />
        <LanguageChoice />
        <button className="quiet" type="button" onClick={onSignOut}>
          {t('signOut')}
        </button>
      </div>
    </header>
  )
}

function Figure({ name, value }: { name: string; value: number }) {
  const format = useFormat()
  return (
    <div>
      <dt>{name}</dt>
      <dd>{format.number(value)}</dd>
    </div>
  )
}

function Clock({ timeZone, now }: { timeZone: string; now: () => number }) {
  const format = useFormat()
  const [nowMs, setNowMs] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(now()), 1000)
    return () => clearInterval(timer)
  }, [now])
  const instant = new Date(nowMs).toISOString()
  return (
    <time className="clock" dateTime={instant}>
      {format.time(instant, timeZone)}
    </time>
  )
}
