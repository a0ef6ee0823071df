import type { ChargeView, Debt } from '@store/contract/http.ts'
import type { Money, Visit } from '@store/contract/visit.ts'
import type { Trouble } from '@store/store-line/trouble.ts'
import { useCallback, useEffect, useState } from 'react'
import { useShopper } from '../screens/shopper-context.ts'

export interface Paying {
  /** As it stands after what was paid here: a receipt from the list hears of nothing by itself. */
  readonly visit: Visit
  /** What is to be paid; `undefined` until the store has told, and where nothing is. */
  readonly due: Money | undefined
  readonly isBusy: boolean
  /** The methods that the bank refused it on. */
  readonly refused: readonly string[]
  /** The bank said no, once more. */
  readonly isRefused: boolean
  readonly trouble: Trouble | undefined
  /** Without a method, with the first of the account. */
  readonly pay: (method: string | undefined) => void
}

/** Pays what is due for a visit, with a card of the account. Pressed twice it is paid once: the store knows the visit [SA31]. */
export function usePaying(told: Visit): Paying {
  const { client } = useShopper()
  const [debt, setDebt] = useState<Debt>()
  const [view, setView] = useState<ChargeView>()
  const [trouble, setTrouble] = useState<Trouble>()
  const [isBusy, setIsBusy] = useState(false)
  const { id, payment } = told
  const isUnpaid = payment === 'unpaid'

  useEffect(() => {
    if (!isUnpaid) return undefined
    let isWanted = true
    void client
      .ask((api, token) => api.debts(token))
      .then((outcome) => {
        if (!isWanted) return
        if (outcome.ok) setDebt(outcome.value.debts.find(({ visitId }) => visitId === id))
        else setTrouble(outcome.trouble)
      })
    return () => {
      isWanted = false
    }
    // After every no it is another card that failed.
  }, [client, id, isUnpaid, view])

  const pay = useCallback(
    (method: string | undefined) => {
      setTrouble(undefined)
      setIsBusy(true)
      void client
        .ask((api, token) => api.pay(id, method, token))
        .then((outcome) => {
          setIsBusy(false)
          if (outcome.ok) setView(outcome.value)
          else setTrouble(outcome.trouble)
        })
    },
    [client, id],
  )

  return {
    visit: isUnpaid ? afterPaying(told, view) : told,
    due: debt?.due,
    refused: debt?.refused ?? [],
    isBusy,
    isRefused: view?.status === 'unpaid',
    trouble,
    pay,
  }
}

/** While the bank is still being asked, it is on its way; what came of it the store tells, here or by the next look. */
function afterPaying(visit: Visit, view: ChargeView | undefined): Visit {
  if (!view || view.status === 'unpaid') return visit
  if (view.dueMinor > 0) return { ...visit, payment: 'charging' }
  const { capturedMinor: chargedMinor, refundedMinor } = view
  return { ...visit, payment: 'charged', settlement: { chargedMinor, refundedMinor } }
}
