import type { Debt } from '@store/contract/http.ts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useParams } from 'react-router'
import { useShopper } from '../screens/shopper-context.ts'

/** Where the link leads that is sent to who has not paid: to that receipt; without a name, to the oldest that is due [SA31]. */
export function PayLink() {
  const { t } = useTranslation()
  const { client } = useShopper()
  const { '*': named = '' } = useParams()
  const [debts, setDebts] = useState<readonly Debt[]>()

  useEffect(() => {
    if (named !== '') return undefined
    let isWanted = true
    void client
      .ask((api, token) => api.debts(token))
      .then((outcome) => {
        if (isWanted) setDebts(outcome.ok ? outcome.value.debts : [])
      })
    return () => {
      isWanted = false
    }
  }, [client, named])

  const visitId = named === '' ? debts?.[0]?.visitId : named
  if (visitId !== undefined) return <Navigate to={`/receipts/${encodeURIComponent(visitId)}`} replace />
  if (debts) return <Navigate to="/receipts" replace />
  return <p className="loading">{t('receipts.loading')}</p>
}
