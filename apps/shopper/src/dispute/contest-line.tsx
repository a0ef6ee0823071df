import { DisputeClaim, type Dispute } from '@store/contract/dispute.ts'
import type { BasketLine } from '@store/contract/visit.ts'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Disputing, newDisputeId } from '../screens/disputes.ts'
import { DisputeNote } from './dispute-note.tsx'

/** What is wrong with a line, one tap for each reason; and what became of it [SA18]. */
export function ContestLine({ line, disputing }: { line: BasketLine; disputing: Disputing }) {
  const own = (disputing.disputes ?? []).filter(({ kind, item }) => kind === 'contest' && item === line.gtin)
  const counted = own.filter(({ status }) => status !== 'withdrawn')
  const left = line.quantity - counted.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <>
      {counted.map((dispute) => (
        <DisputeNote key={dispute.id} dispute={dispute} disputing={disputing} />
      ))}
      {left > 0 && disputing.disputes && !counted.some(isOpen) && (
        <Claims line={line} left={left} disputing={disputing} />
      )}
    </>
  )
}

function Claims({ line, left, disputing }: { line: BasketLine; left: number; disputing: Disputing }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(left)
  const [isBusy, setIsBusy] = useState(false)
  const units = Math.min(asked, left)
  /** A tap that got no answer is the same tap when it is made again. */
  const names = useRef(new Map<string, string>())

  async function contest(claim: DisputeClaim): Promise<void> {
    // Who was charged twice took one of them.
    const quantity = claim === 'charged-twice' && units === left && left > 1 ? left - 1 : units
    const tap = `${claim}/${quantity}`
    const id = names.current.get(tap) ?? newDisputeId()
    names.current.set(tap, id)
    setIsBusy(true)
    await disputing.ask({ do: 'contest', id, item: line.gtin, quantity, claim })
    setIsBusy(false)
  }

  return (
    <details className="contest">
      <summary>{t('dispute.ask')}</summary>
      {left > 1 && (
        <fieldset className="contest-units">
          <legend>{t('dispute.howMany', { count: left })}</legend>
          {Array.from({ length: Math.min(left, 6) }, (_, i) => i + 1).map((count) => (
            <button
              key={count}
              type="button"
              aria-label={t('dispute.units', { count })}
              aria-pressed={count === units}
              onClick={() => setAsked(count)}
            >
              {count}
            </button>
          ))}
        </fieldset>
      )}
      <div className="claims" role="group" aria-label={t('dispute.which', { name: line.name })}>
        {DisputeClaim.options.map((claim) => (
          <button key={claim} className="claim" type="button" disabled={isBusy} onClick={() => void contest(claim)}>
            {t(`dispute.claim.${claim}`)}
          </button>
        ))}
      </div>
    </details>
  )
}

const isOpen = ({ status }: Dispute): boolean => status === 'weighing' || status === 'with-staff'
