import type { Dispute, DisputeRequest, VisitDisputes } from '@store/contract/dispute.ts'
import { isPaymentSettled, type Visit } from '@store/contract/visit.ts'
import type { Trouble } from '@store/store-line/trouble.ts'
import { useWatched } from '@store/store-line/watched.ts'
import { useCallback, useEffect, useState } from 'react'
import { withNews } from '../client/dispute-news.ts'
import { useShopper } from './shopper-context.ts'

export interface Disputing {
  /** `undefined` until the store has told. */
  readonly disputes: readonly Dispute[] | undefined
  readonly trouble: Trouble | undefined
  readonly ask: (request: DisputeRequest) => Promise<boolean>
}

/** Money is asked for once the receipt is stored: what is settled has one, and what ended just now may not have it yet. */
const STORED_WITHIN_MS = 2_000

/** What is disputed about a receipt: asked of the store, told by it as soon as it changes, asked anew after a break [SA18]. */
export function useDisputes({ id: visitId, payment }: Pick<Visit, 'id' | 'payment'>): Disputing {
  const { client, account } = useShopper()
  const { live } = account
  const { link } = useWatched(live)
  const [disputes, setDisputes] = useState<readonly Dispute[]>()
  const [trouble, setTrouble] = useState<Trouble>()
  const askAfterMs = isPaymentSettled[payment] ? 0 : STORED_WITHIN_MS
  const hear = useCallback(
    (told: VisitDisputes) => {
      if (told.visitId === visitId) setDisputes((known) => withNews(known, told.disputes))
    },
    [visitId],
  )

  useEffect(() => live.onDisputes(hear), [live, hear])
  useEffect(() => {
    if (link === 'offline') return undefined
    let isWanted = true
    const timer = setTimeout(() => {
      void client
        .ask((api, token) => api.disputes(visitId, token))
        .then((outcome) => {
          if (isWanted && outcome.ok) hear(outcome.value)
        })
    }, askAfterMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [client, visitId, link, askAfterMs, hear])

  const ask = useCallback(
    async (request: DisputeRequest) => {
      setTrouble(undefined)
      const outcome = await client.ask((api, token) => api.dispute(visitId, request, token))
      if (outcome.ok) hear(outcome.value)
      else setTrouble(outcome.trouble)
      return outcome.ok
    },
    [client, visitId, hear],
  )
  return { disputes, trouble, ask }
}

/** A name for a new dispute; also where the page is not served over TLS, in which browsers hide `randomUUID`. */
export const newDisputeId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
