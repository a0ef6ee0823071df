import type { CardOnFile } from '@store/contract/http.ts'
import type { Outcome, Trouble } from '@store/store-line/trouble.ts'
import { useCallback, useEffect, useState } from 'react'
import { useShopper } from '../screens/shopper-context.ts'

export interface Cards {
  /** In the order in which they are asked; `undefined` until the store has told. */
  readonly cards: readonly CardOnFile[] | undefined
  readonly trouble: Trouble | undefined
  readonly isBusy: boolean
  /** What is left out is forgotten. */
  readonly arrange: (methods: readonly string[]) => void
  /** Leaves for the bank's own page; from there the browser comes back, to the visit if it is one that is to be paid. */
  readonly add: (payFor?: string) => void
}

/** The cards of the account, as the store has them [SA33]. */
export function useCards(): Cards {
  const { client, leave } = useShopper()
  const [cards, setCards] = useState<readonly CardOnFile[]>()
  const [trouble, setTrouble] = useState<Trouble>()
  const [isBusy, setIsBusy] = useState(false)

  useEffect(() => {
    let isWanted = true
    void client
      .ask((api, token) => api.cards(token))
      .then((outcome) => {
        if (!isWanted) return
        if (outcome.ok) setCards(outcome.value.methods)
        else setTrouble(outcome.trouble)
      })
    return () => {
      isWanted = false
    }
  }, [client])

  const busy = useCallback(async <T>(asked: Promise<Outcome<T>>, then: (value: T) => void): Promise<void> => {
    setTrouble(undefined)
    setIsBusy(true)
    const outcome = await asked
    setIsBusy(false)
    if (outcome.ok) then(outcome.value)
    else setTrouble(outcome.trouble)
  }, [])

  const arrange = useCallback(
    (methods: readonly string[]) =>
      void busy(
        client.ask((api, token) => api.arrangeCards(methods, token)),
        (value) => setCards(value.methods),
      ),
    [busy, client],
  )
  const add = useCallback(
    (payFor?: string) =>
      void busy(
        client.ask((api, token) => api.beginCard(payFor, token)),
        ({ url }) => leave(url),
      ),
    [busy, client, leave],
  )
  return { cards, trouble, isBusy, arrange, add }
}
