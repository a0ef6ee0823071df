import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { chosenIn } from '../cards/card-added.tsx'
import { CardName } from '../cards/card-name.tsx'
import { useCards } from '../cards/use-cards.ts'
import { useFormat } from '../wording/format.ts'
import { tell } from '../wording/telling.ts'
import type { Paying } from './paying.ts'

/** Below a receipt that is not paid: how much is due, with which card, and one press to pay it [SA31] [SA34]. */
export function PayNow({ paying }: { paying: Paying }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { visit, due, refused, isBusy, isRefused, trouble, pay } = paying
  const { cards, ...others } = useCards()
  const [picked, setPicked] = useState(chosenIn(useLocation().state))
  // The one that failed is not proposed again, as long as there is another.
  const proposed = cards?.find(({ method }) => !refused.includes(method)) ?? cards?.[0]
  const chosen = cards?.find(({ method }) => method === picked) ?? proposed
  const isAnyBusy = isBusy || others.isBusy
  const whatFailed = trouble ?? others.trouble
  return (
    <section className="card pay-now" aria-label={t('pay.title')}>
      <p>{t(cards ? 'pay.leadChoose' : 'pay.lead')}</p>
      {cards && (
        <fieldset className="pay-cards">
          <legend className="visually-hidden">{t('pay.with')}</legend>
          {cards.map((card) => (
            <label key={card.method}>
              <input
                type="radio"
                name="card"
                checked={card.method === chosen?.method}
                onChange={() => setPicked(card.method)}
              />
              <CardName card={card} />
              {refused.includes(card.method) && (
                <span className="mark" data-tone="bad">
                  {t('card.declined')}
                </span>
              )}
            </label>
          ))}
        </fieldset>
      )}
      {isRefused && <p role="alert">{t('pay.refused')}</p>}
      {whatFailed && <p role="alert">{tell(t, whatFailed)}</p>}
      <button
        className="primary wide"
        type="button"
        onClick={() => pay(chosen?.method)}
        disabled={isAnyBusy || due === undefined}
      >
        {due === undefined ? t('pay.title') : t('pay.now', { amount: format.money(due) })}
      </button>
      {cards && (
        <button className="secondary wide" type="button" onClick={() => others.add(visit.id)} disabled={isAnyBusy}>
          {t('pay.another')}
        </button>
      )}
    </section>
  )
}
