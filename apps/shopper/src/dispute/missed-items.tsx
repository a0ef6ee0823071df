import type { Article, Dispute } from '@store/contract/dispute.ts'
import type { Visit } from '@store/contract/visit.ts'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Disputing, newDisputeId } from '../screens/disputes.ts'
import { useShopper } from '../screens/shopper-context.ts'
import { useFormat } from '../wording/format.ts'

/** "I took this too": found by its name, offered at its price, charged only after another press [SA19]. */
export function MissedItems({ visit, disputing }: { visit: Visit; disputing: Disputing }) {
  const { t } = useTranslation()
  const told = (disputing.disputes ?? []).filter(({ kind, status }) => kind === 'missed' && status !== 'withdrawn')
  return (
    <section className="missed">
      {told.map((dispute) => (
        <Offer key={dispute.id} dispute={dispute} disputing={disputing} />
      ))}
      {disputing.disputes && (
        <details className="contest">
          <summary>{t('missed.ask')}</summary>
          <p>{t('missed.lead')}</p>
          <Search visit={visit} disputing={disputing} />
        </details>
      )}
    </section>
  )
}

function Offer({ dispute, disputing }: { dispute: Dispute; disputing: Disputing }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { id, name, quantity, status } = dispute
  const amount = format.money(dispute.amount)
  return (
    <div className="dispute-note" data-tone={status === 'charged' ? 'good' : 'doubt'} role="status">
      <p>
        <strong>
          {quantity} × {name}
        </strong>
      </p>
      {status === 'offered' ? (
        <>
          <p>{t('missed.offered', { amount })}</p>
          <div className="missed-answers">
            <button className="primary" type="button" onClick={() => void disputing.ask({ do: 'confirm', id })}>
              {t('missed.confirm', { amount })}
            </button>
            <button className="quiet" type="button" onClick={() => void disputing.ask({ do: 'withdraw', id })}>
              {t('missed.cancel')}
            </button>
          </div>
        </>
      ) : (
        <p>{t(status === 'charged' ? 'missed.charged' : 'missed.charging', { amount })}</p>
      )}
    </div>
  )
}

const ASK_AFTER_MS = 250

function Search({ visit, disputing }: { visit: Visit; disputing: Disputing }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { client } = useShopper()
  const [words, setWords] = useState('')
  const [found, setFound] = useState<readonly Article[]>()
  const names = useRef(new Map<string, string>())
  // What the store saw and could not tell comes before anybody types.
  const guesses = visit.doubtful.flatMap(({ gtins, names: guessed }) =>
    gtins.map((item, i) => ({ item, name: guessed[i] ?? item })),
  )

  useEffect(() => {
    const asked = words.trim()
    if (asked.length < 2) {
      setFound(undefined)
      return undefined
    }
    let isWanted = true
    const timer = setTimeout(() => {
      void client
        .ask((api, token) => api.articles(asked, token))
        .then((outcome) => {
          if (isWanted && outcome.ok) setFound(outcome.value.articles)
        })
    }, ASK_AFTER_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [client, words])

  async function report(item: string): Promise<void> {
    const id = names.current.get(item) ?? newDisputeId()
    names.current.set(item, id)
    if (await disputing.ask({ do: 'report', id, item, quantity: 1 })) {
      names.current.delete(item)
      setWords('')
    }
  }

  return (
    <>
      {guesses.length > 0 && (
        <div className="claims" role="group" aria-label={t('missed.guesses')}>
          {guesses.map(({ item, name }) => (
            <button key={item} className="claim" type="button" onClick={() => void report(item)}>
              {name}
            </button>
          ))}
        </div>
      )}
      <label className="missed-search">
        <span>{t('missed.search')}</span>
        <input type="search" value={words} autoComplete="off" onChange={(event) => setWords(event.target.value)} />
      </label>
      <div aria-live="polite">
        {found?.length === 0 && <p>{t('missed.none')}</p>}
        {found && found.length > 0 && (
          <ul className="claims">
            {found.map(({ item, name, price }) => (
              <li key={item}>
                <button className="claim" type="button" onClick={() => void report(item)}>
                  <span>{name}</span> <span>{format.money(price)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  )
}
