import type { PassRefusal } from '@store/contract/visit.ts'
import type { Trouble } from '@store/store-line/trouble.ts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShopperClient } from '../client/shopper-client.ts'

interface HoldPhoneProps {
  client: ShopperClient
  pass: string | undefined
  onHeld: () => void
  /** The gate read the pass and stayed shut. */
  onRefused: (refusal: PassRefusal) => void
  onTrouble: (trouble: Trouble) => void
}

/** What to do with the code. In a demo store, where there is no gate to go to, it is a button that does it [SA12]. */
export function HoldPhone({ client, pass, onHeld, onRefused, onTrouble }: HoldPhoneProps) {
  const { t } = useTranslation()
  const isDemo = useIsDemo(client)
  const [isHolding, setHolding] = useState(false)

  if (!isDemo) return <p className="hold">{t('pass.hold')}</p>
  return (
    <button
      className="primary hold"
      type="button"
      disabled={pass === undefined || isHolding}
      onClick={() => pass !== undefined && void hold(pass)}
    >
      {t(isHolding ? 'gate.holding' : 'pass.hold')}
    </button>
  )

  async function hold(shown: string): Promise<void> {
    setHolding(true)
    onHeld()
    const outcome = await client.ask((api, token) => api.holdPhone(shown, token))
    setHolding(false)
    if (!outcome.ok) onTrouble(outcome.trouble)
    else if (!outcome.value.open) onRefused(outcome.value)
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
