import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShopperClient } from '../client/shopper-client.ts'
import { tell, tellRefusal } from '../wording/telling.ts'

interface HoldPhoneProps {
  client: ShopperClient
  pass: string | undefined
  /** The gate read the pass and stayed shut. */
  onRefused: () => void
}

/** What to do with the code. In a demo store, where there is no gate to go to, it is a button that does it. */
export function HoldPhone({ client, pass, onRefused }: HoldPhoneProps) {
  const { t } = useTranslation()
  const isDemo = useIsDemo(client)
  const [isHolding, setHolding] = useState(false)
  const [refusal, setRefusal] = useState<string>()

  if (!isDemo) return <p className="hold">{t('pass.hold')}</p>
  return (
    <div className="hold">
      <button
        className="primary"
        type="button"
        disabled={pass === undefined || isHolding}
        onClick={() => pass !== undefined && void hold(pass)}
      >
        {t(isHolding ? 'gate.holding' : 'pass.hold')}
      </button>
      <p className="refusal" role="alert">
        {refusal}
      </p>
    </div>
  )

  async function hold(shown: string): Promise<void> {
    setHolding(true)
    setRefusal(undefined)
    const outcome = await client.ask((api, token) => api.holdPhone(shown, token))
    setHolding(false)
    if (!outcome.ok) setRefusal(tell(t, outcome.trouble))
    else if (!outcome.value.open) {
      setRefusal(tellRefusal(t, outcome.value))
      onRefused()
    }
  }
}

function useIsDemo(client: ShopperClient): boolean {
  const [isDemo, setIsDemo] = useState(false)
  useEffect(() => {
    let isWanted = true
    void client
      .ask((api) => api.demo())
      .then((outcome) => {
        if (isWanted) setIsDemo(outcome.ok)
      })
    return () => {
      isWanted = false
    }
  }, [client])
  return isDemo
}
