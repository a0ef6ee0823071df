import type { PassRefusal } from '@store/contract/visit.ts'
import type { Trouble } from '@store/store-line/trouble.ts'
import { changing, useWatched, type Watched } from '@store/store-line/watched.ts'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { entryPassKeeper, type PassOnHand } from '../client/entry-pass-keeper.ts'
import { CountdownRing, useLeft } from '../parts/countdown-ring.tsx'
import { HoldPhone } from '../parts/hold-phone.tsx'
import { PartyStepper } from '../parts/party-stepper.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import { useWakeLock } from '../parts/wake-lock.ts'
import { tell, tellRefusal } from '../wording/telling.ts'
import { useShopper } from './shopper-context.ts'
import { useTitle } from './title.ts'

/** The code that opens the gate, and nothing that distracts from it. */
export function PassScreen({ hasTurnedBack }: { hasTurnedBack: boolean }) {
  const { t } = useTranslation()
  const { client, account, now } = useShopper()
  const [party, setParty] = useState(1)
  const [refusal, setRefusal] = useState<string>()
  const [reason, setReason] = useState<string>()
  const { onHand, wake, spent } = useEntryPass(party)
  useWakeLock()
  useTitle(t('pass.title'))

  const refused = useCallback(
    (why: PassRefusal) => {
      setRefusal(tellRefusal(t, why))
      setReason(why.reason)
      spent()
    },
    [t, spent],
  )
  useEffect(() => account.live.onPassRefused(refused), [account.live, refused])

  return (
    <main className="pass">
      <h1 className="visually-hidden">{t('pass.title')}</h1>
      {hasTurnedBack && <p className="notice notice-plain">{t('pass.turnedBack')}</p>}
      <div className="code" data-status={onHand.status}>
        {onHand.status === 'valid' && <QrCode text={onHand.pass} label={t('pass.code')} />}
        {onHand.status === 'asking' && <p className="code-word">{t('pass.asking')}</p>}
        {onHand.status === 'none' && <NoCode trouble={onHand.trouble} wake={wake} />}
      </div>
      <HoldPhone
        client={client}
        pass={onHand.status === 'valid' ? onHand.pass : undefined}
        onHeld={() => setRefusal(undefined)}
        onRefused={refused}
        onTrouble={(trouble) => setRefusal(tell(t, trouble))}
      />
      <div className="under-code">
        <p className="refusal" role="alert">
          {refusal}
        </p>
        {refusal !== undefined && reason === 'unpaid-visit' && (
          <Link className="secondary pay-link" to="/pay">
            {t('pay.title')}
          </Link>
        )}
        {refusal !== undefined && reason === 'payment-declined' && (
          <Link className="secondary pay-link" to="/account">
            {t('card.add')}
          </Link>
        )}
        {refusal === undefined && onHand.status === 'valid' && <Freshness onHand={onHand} now={now} />}
      </div>
      <section className="party-card">
        <h2>{t('pass.party')}</h2>
        <PartyStepper party={party} onChange={setParty} />
        <p>{t(party === 1 ? 'pass.partyLead' : 'pass.partyTogether')}</p>
      </section>
    </main>
  )
}

function NoCode({ trouble, wake }: { trouble: Trouble; wake: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="code-word" role="alert">
      <h2>{t('pass.noCode')}</h2>
      <p>{tell(t, trouble)}</p>
      <button className="secondary" type="button" onClick={wake}>
        {t('trouble.again')}
      </button>
    </div>
  )
}

function Freshness({ onHand, now }: { onHand: Extract<PassOnHand, { status: 'valid' }>; now: () => number }) {
  const { shownFromMs, renewAtMs, expiresAtMs, trouble } = onHand
  const toMs = trouble ? expiresAtMs : renewAtMs
  return (
    <div className="freshness">
      <CountdownRing fromMs={shownFromMs} toMs={toMs} now={now} />
      {trouble ? <LastCode toMs={toMs} now={now} /> : <Renewal toMs={toMs} now={now} />}
    </div>
  )
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
    const wakeUp = () => document.visibilityState === 'visible' && fresh.wake()
    const cleared = new AbortController()
    document.addEventListener('visibilitychange', wakeUp, { signal: cleared.signal })
    globalThis.addEventListener('online', wakeUp, { signal: cleared.signal })
    return () => {
      cleared.abort()
      fresh.close()
    }
  }, [client, now])

  useEffect(() => keeper?.admit(party), [keeper, party])
  const wake = useCallback(() => keeper?.wake(), [keeper])
  const spent = useCallback(() => keeper?.spent(), [keeper])
  return { onHand: useWatched(keeper ?? asking), wake, spent }
}
