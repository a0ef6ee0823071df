import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { entryPassKeeper, type PassOnHand } from '../client/entry-pass-keeper.ts'
import { changing, useWatched, type Watched } from '../client/watched.ts'
import { CountdownRing, useLeft } from '../parts/countdown-ring.tsx'
import { HoldPhone } from '../parts/hold-phone.tsx'
import { PartyStepper } from '../parts/party-stepper.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { useWakeLock } from '../parts/wake-lock.ts'
import { tell } from '../wording/telling.ts'
import { useShopper } from './shopper-context.ts'

/** The code that opens the gate, and nothing that distracts from it. */
export function PassScreen({ hasTurnedBack }: { hasTurnedBack: boolean }) {
  const { t } = useTranslation()
  const { client, now } = useShopper()
  const [party, setParty] = useState(1)
  const { onHand, wake, spent } = useEntryPass(party)
  useWakeLock()

  return (
    <main className="pass">
      <h1 className="visually-hidden">{t('pass.title')}</h1>
      {hasTurnedBack && <p className="notice notice-plain">{t('pass.turnedBack')}</p>}
      <div className="code" data-status={onHand.status}>
        {onHand.status === 'valid' && <QrCode text={onHand.pass} label={t('pass.code')} />}
        {onHand.status === 'asking' && <p className="code-word">{t('pass.asking')}</p>}
        {onHand.status === 'none' && <p className="code-word">{t('pass.noCode')}</p>}
      </div>
      <HoldPhone client={client} pass={onHand.status === 'valid' ? onHand.pass : undefined} onRefused={spent} />
      <div className="freshness">
        <Freshness onHand={onHand} now={now} wake={wake} />
      </div>
      <section className="party-card">
        <div>
          <h2>{t('pass.party')}</h2>
          <p>{t('pass.partyLead')}</p>
        </div>
        <PartyStepper party={party} onChange={setParty} />
      </section>
    </main>
  )
}

function Freshness({ onHand, now, wake }: { onHand: PassOnHand; now: () => number; wake: () => void }) {
  const { t } = useTranslation()
  switch (onHand.status) {
    case 'asking':
      return null
    case 'valid': {
      const { shownFromMs, renewAtMs, expiresAtMs, trouble } = onHand
      const toMs = trouble ? expiresAtMs : renewAtMs
      return (
        <>
          <CountdownRing fromMs={shownFromMs} toMs={toMs} now={now} />
          {trouble ? <LastCode toMs={toMs} now={now} /> : <Renewal toMs={toMs} now={now} />}
        </>
      )
    }
    case 'none':
      return (
        <div className="no-code" role="alert">
          <p>{tell(t, onHand.trouble)}</p>
          <button className="secondary" type="button" onClick={wake}>
            {t('trouble.again')}
          </button>
        </div>
      )
  }
}

interface Until {
  toMs: number
  now: () => number
}

function Renewal({ toMs, now }: Until) {
  const { t } = useTranslation()
  return <p>{t('pass.renews', { seconds: Math.ceil(useLeft(toMs, now) / 1000) })}</p>
}

function LastCode({ toMs, now }: Until) {
  const { t } = useTranslation()
  const isOffline = !navigator.onLine
  return (
    <div className="last-code">
      <p role="status">
        <strong>{t(isOffline ? 'pass.offline' : 'pass.cannotRenew')}</strong>
      </p>
      <p>{t('pass.lastFor', { seconds: Math.ceil(useLeft(toMs, now) / 1000) })}</p>
    </div>
  )
}

const asking: Watched<PassOnHand> = changing<PassOnHand>({ status: 'asking' })

/** A pass is kept fresh exactly while this screen is there to show it. */
function useEntryPass(party: number): { onHand: PassOnHand; wake: () => void; spent: () => void } {
  const { client, now } = useShopper()
  const [keeper, setKeeper] = useState<ReturnType<typeof entryPassKeeper>>()

  useEffect(() => {
    const fresh = entryPassKeeper((people) => client.ask((api, token) => api.entryPass({ party: people }, token)), now)
    setKeeper(fresh)
    const wake = () => document.visibilityState === 'visible' && fresh.wake()
    const cleared = new AbortController()
    document.addEventListener('visibilitychange', wake, { signal: cleared.signal })
    globalThis.addEventListener('online', wake, { signal: cleared.signal })
    return () => {
      cleared.abort()
      fresh.close()
    }
  }, [client, now])

  useEffect(() => keeper?.admit(party), [keeper, party])
  return { onHand: useWatched(keeper ?? asking), wake: () => keeper?.wake(), spent: () => keeper?.spent() }
}
