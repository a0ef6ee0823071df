import { useTranslation } from 'react-i18next'
import { tell } from '../wording/telling.ts'
import { CardName } from './card-name.tsx'
import { useCards } from './use-cards.ts'

/** The cards of the account in the order in which they are asked; one is always there [SA33]. */
export function CardList() {
  const { t } = useTranslation()
  const { cards, trouble, isBusy, arrange, add } = useCards()
  const methods = cards?.map(({ method }) => method) ?? []
  const without = (method: string): string[] => methods.filter((one) => one !== method)
  return (
    <section className="card cards" aria-labelledby="cards">
      <h2 id="cards">{t('card.title')}</h2>
      {methods.length > 1 && <p className="fine-print">{t('card.order')}</p>}
      <ol>
        {cards?.map((card, place) => (
          <li key={card.method}>
            <CardName card={card} />
            <span className="card-place">{place === 0 ? t('card.first') : t('card.next', { place: place + 1 })}</span>
            {methods.length > 1 && (
              <span className="card-ways">
                {place > 0 && (
                  <button
                    type="button"
                    disabled={isBusy}
                    onClick={() => arrange([card.method, ...without(card.method)])}
                  >
                    {t('card.makeFirst')}
                  </button>
                )}
                <button type="button" disabled={isBusy} onClick={() => arrange(without(card.method))}>
                  {t('card.remove')}
                </button>
              </span>
            )}
          </li>
        ))}
      </ol>
      {trouble && <p role="alert">{tell(t, trouble)}</p>}
      <button className="secondary" type="button" disabled={isBusy} onClick={() => add()}>
        {t('card.add')}
      </button>
    </section>
  )
}
