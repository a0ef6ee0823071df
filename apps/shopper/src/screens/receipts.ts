import type { Visit } from '@store/contract/visit.ts'
import type { Outcome, Trouble } from '@store/store-line/trouble.ts'
import { useWatched } from '@store/store-line/watched.ts'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useShopper } from './shopper-context.ts'

interface Receipts {
  readonly receipts: readonly Visit[] | undefined
  readonly trouble: Trouble | undefined
  readonly again: () => void
}

/** The store's list, overlaid with what the live view knows since: a payment confirmed just now shows at once. */
export function useReceipts(): Receipts {
  const { client, account } = useShopper()
  const { visits } = useWatched(account.live)
  const [outcome, setOutcome] = useState<Outcome<{ receipts: readonly Visit[] }>>()
  const ask = useCallback(() => void client.ask((api, token) => api.receipts(token)).then(setOutcome), [client])
  // A visit that was sealed while the list is open belongs on it.
  const sealed = visits?.filter(({ status }) => status === 'sealed').length ?? 0
  useEffect(ask, [ask, sealed])

  const receipts = useMemo(() => {
    if (!outcome?.ok) return undefined
    const live = new Map(visits?.map((visit) => [visit.id, visit]))
    return outcome.value.receipts
      .map((receipt) => live.get(receipt.id) ?? receipt)
      .toSorted((a, b) => Date.parse(b.enteredAt) - Date.parse(a.enteredAt))
  }, [outcome, visits])
  return { receipts, trouble: outcome?.ok === false ? outcome.trouble : undefined, again: ask }
}

/** One receipt; the live view's, if it has it. */
export function useReceipt(id: string): Outcome<Visit> | undefined {
  const { client, account } = useShopper()
  const { visits } = useWatched(account.live)
  const live = visits?.find((visit) => visit.id === id && visit.status === 'sealed')
  const [asked, setAsked] = useState<Outcome<Visit>>()
  useEffect(() => {
    let isWanted = true
    void client
      .ask((api, token) => api.receipt(id, token))
      .then((outcome) => {
        if (isWanted) setAsked(outcome)
      })
    return () => {
      isWanted = false
    }
  }, [client, id])
  return live ? { ok: true, value: live } : asked
}
