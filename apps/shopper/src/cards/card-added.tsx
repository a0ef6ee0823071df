import type { CardAdded as Added } from '@store/contract/http.ts'
import type { Outcome } from '@store/store-line/trouble.ts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, useParams, useSearchParams } from 'react-router'
import { useShopper } from '../screens/shopper-context.ts'
import { tell } from '../wording/telling.ts'

/** What the page that comes next is told: this card has just been added, and is the one that is meant. */
export interface WithCard {
  readonly chosen: string
}

/** Where the bank's page leads back to: the card is added, and whoever was to pay with it is where they pay [SA33] [SA34]. */
export function CardAdded() {
  const { t } = useTranslation()
  const { client } = useShopper()
  const { ref = '' } = useParams()
  const [query] = useSearchParams()
  const [outcome, setOutcome] = useState<Outcome<Added>>()

  useEffect(() => {
    let isWanted = true
    void client
      .ask((api, token) => api.addCard(ref, token))
      .then((answer) => {
        if (isWanted) setOutcome(answer)
      })
    return () => {
      isWanted = false
    }
  }, [client, ref])

  const visit = query.get('pay')
  const next = visit === null ? '/account' : `/receipts/${encodeURIComponent(visit)}`
  if (outcome?.ok) return <Navigate to={next} replace state={{ chosen: outcome.value.added } satisfies WithCard} />
  if (!outcome) return <p className="loading">{t('card.adding')}</p>
  return (
    <main>
      <p className="notice notice-plain" role="alert">
        {tell(t, outcome.trouble)}
      </p>
      <Link className="back" to={next} replace>
        {t('card.goOn')}
      </Link>
    </main>
  )
}

export const chosenIn = (state: unknown): string | undefined =>
  typeof state === 'object' && state !== null && 'chosen' in state && typeof state.chosen === 'string'
    ? state.chosen
    : undefined
