import type { FloorEvent } from '@store/contract/floor.ts'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { eventWords } from '../wording/event-words.ts'
import { useFormat } from '../wording/format.ts'

/** What happens, as it happens; by the store's own clock. */
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
      {events.length > 0 && (
        // It scrolls, so it must be reachable by who has only a keyboard.
        <ol tabIndex={0} aria-labelledby="events">
          {events.map(({ id, at, news, level }) => (
            <li key={id} data-level={level}>
              <time dateTime={at}>{format.clock(at, timeZone)}</time>
              <span>
                {level === 'attention' && <strong>{t('events.attention')}</strong>}
                {eventWords(t, format, news)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
})
