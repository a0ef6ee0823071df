import type { Visit } from '@store/contract/visit.ts'
import { useTranslation } from 'react-i18next'
import { BasketNews } from '../parts/basket-news.tsx'
import { Doubt } from '../parts/doubt.tsx'
import { Icon } from '../parts/icon.tsx'
import { LineList, units } from '../parts/line-list.tsx'
import { useFormat } from '../wording/format.ts'
import { useTitle } from './title.ts'

/** A visit that lasts: what the store believes the shopper holds. */
export function VisitScreen({ visit, isLive }: { visit: Visit; isLive: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isEmpty = visit.lines.length === 0
  useTitle(t('nav.visit'))

  return (
    <main className="visit">
      <header className="total-block">
        <p className="store">
          {visit.storeName} · {t('visit.since', { time: format.time(visit.enteredAt, visit.timeZone) })}
        </p>
        <h1>
          <span className="total-label">{t('visit.total')}</span>
          <span className="total">{format.money(visit.total)}</span>
        </h1>
        <p className="total-units">
          {t('visit.items', { count: units(visit) })}
          {visit.party > 1 && ` · ${t('visit.together', { count: visit.party })}`}
        </p>
      </header>
      <BasketNews visit={visit} />
      <div aria-live="polite">
        {!isLive && <p className="notice notice-plain">{t('visit.stale')}</p>}
        <Stage visit={visit} />
      </div>
      {isEmpty ? (
        <section className="empty">
          <h2>{t(visit.status === 'shopping' ? 'visit.empty' : 'visit.waiting')}</h2>
          <p>{t('visit.emptyLead')}</p>
        </section>
      ) : (
        <section className="card" aria-label={t('visit.lines')}>
          <LineList visit={visit} />
        </section>
      )}
      <Doubt visit={visit} />
      <p className="fine-print">{t('visit.belief')}</p>
    </main>
  )
}

function Stage({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  switch (visit.status) {
    case 'in-vestibule':
      return (
        <Signpost
          title={t('visit.welcome')}
          lead={visit.party === 1 ? t('visit.welcomeLead') : t('visit.welcomeTogether', { count: visit.party })}
        />
      )
    case 'leaving':
      return <Signpost title={t('visit.leaving')} lead={t('visit.leavingLead')} isBusy />
    case 'shopping':
    case 'sealed':
    case 'turned-back':
      return null
  }
}

function Signpost({ title, lead, isBusy = false }: { title: string; lead: string; isBusy?: boolean }) {
  return (
    <section className="notice notice-go">
      <Icon name="walk" />
      <div>
        <h2>{title}</h2>
        <p>{lead}</p>
      </div>
      {isBusy && <span className="progress" aria-hidden="true" />}
    </section>
  )
}
