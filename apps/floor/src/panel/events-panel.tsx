import type { FloorEvent } from '@store/contract/floor.ts'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'

/** What happens, as it happens; in the store's own words and by the store's own clock. */
export const EventsPanel = memo(function EventsPanel({
  events,
  timeZone,
}: {
  events: readonly FloorEvent[]
  timeZone: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="panel events" aria-labelledby="events">
      <h2 id="events">{t('events.title')}</h2>
      {events.length === 0 && <p className="nothing">{t('events.none')}</p>}
      {/* Not announced: a line a second would drown everything else. What needs somebody is in the list of concerns. */}
      <ol>
        {events.map(({ id, at, text, level }) => (
          <li key={id} data-level={level}>
            <time dateTime={at}>{format.clock(at, timeZone)}</time>
            <span>
              {level === 'attention' && <strong>{t('events.attention')} </strong>}
              {text}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
})
