import type { FloorCharge } from '@store/contract/floor.ts'
import type { ChargeView, MoneyDecision } from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import type { Trouble } from '@store/store-line/trouble.ts'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StaffApi } from '../client/staff-api.ts'
import { EvidencePicture } from '../dispute/evidence-picture.tsx'
import { useFormat } from '../wording/format.ts'
import { tell } from '../wording/telling.ts'
import { reasonWords } from './known-reason.ts'
import { RefundForm } from './refund-form.tsx'
import { ReviewForm } from './review-form.tsx'
import { SettleForm } from './settle-form.tsx'

interface DetailProps {
  charge: FloorCharge
  api: StaffApi
  timeZone: string
  onDecided: () => void
}

interface Known {
  readonly view: ChargeView
  /** A visit that ended before anything was sealed has none. */
  readonly receipt: Visit | undefined
}

/** All that there is to decide by, the deadline, and the ways to decide [FV17]. */
export function ChargeDetail({ charge, api, timeZone, onDecided }: DetailProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [known, setKnown] = useState<Known>()
  const [trouble, setTrouble] = useState<Trouble>()
  const { ref, because, decideBy, asksAgainAt } = charge

  useEffect(() => {
    let isWanted = true
    void Promise.all([api.charge(ref), api.receipt(ref)]).then(([view, receipt]) => {
      if (!isWanted) return
      if (view.ok) setKnown({ view: view.value, receipt: receipt.ok ? receipt.value : undefined })
      else setTrouble(view.trouble)
    })
    return () => {
      isWanted = false
    }
    // `since` and `because` change with the charge itself: then what is known of it is old.
  }, [api, ref, charge])

  /** Answers whether it was decided. */
  async function decide(decision: MoneyDecision): Promise<void> {
    setTrouble(undefined)
    const answer = await api.decideCharge(ref, decision)
    if (!answer.ok) return setTrouble(answer.trouble)
    // A refund that is refused once more waits on; its figures say so.
    if (isOver(answer.value)) onDecided()
    else setKnown((before) => before && { ...before, view: answer.value })
  }

  return (
    <div className="dispute-detail">
      <p>{reasonWords(t, because)}</p>
      {decideBy !== undefined && (
        <p className="money-deadline">{t('money.decideBy', { time: format.appointment(decideBy, timeZone) })}</p>
      )}
      {asksAgainAt !== undefined && <p>{t('money.asksAgain', { time: format.appointment(asksAgainAt, timeZone) })}</p>}
      {known?.receipt && <Receipt receipt={known.receipt} timeZone={timeZone} />}
      {trouble && (
        <p className="rule-trouble" role="alert">
          {tell(t, trouble)}
        </p>
      )}
      {known && <Ways known={known} onDecide={decide} />}
    </div>
  )
}

interface WaysProps {
  known: Known
  onDecide: (decision: MoneyDecision) => Promise<void>
}

function Ways({ known: { view, receipt }, onDecide }: WaysProps) {
  const { t } = useTranslation()
  switch (wayOf(view)) {
    case 'settle':
      return <SettleForm receipt={receipt} onDecide={onDecide} />
    case 'refund':
      return <RefundForm askedAgain={view.askedAgain} onDecide={onDecide} />
    case 'compare':
      return <ReviewForm onDecide={onDecide} />
    case 'wait':
      return <p>{t('money.waits')}</p>
  }
}

/** What can be decided follows from where the charge stands. */
function wayOf({ status, review }: ChargeView): 'settle' | 'refund' | 'compare' | 'wait' {
  if (status === 'owing') return 'refund'
  if (status === 'held' || status === 'declined') return 'settle'
  const isAtRest = ['charged', 'refunded', 'unpaid', 'written-off', 'nothing-to-pay'].includes(status)
  return isAtRest && review ? 'compare' : 'wait'
}

const isOver = (view: ChargeView): boolean => view.status !== 'owing' && !view.review

/** What was believed to be taken, line by line, with its evidence; what is in doubt is not on the bill. */
function Receipt({ receipt, timeZone }: { receipt: Visit; timeZone: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { lines, doubtful, total, settlement } = receipt
  const money = (amountMinor: number): string => format.money({ ...total, amountMinor })
  return (
    <>
      {lines.length === 0 && <p className="nothing">{t('money.noLines')}</p>}
      {lines.map(({ gtin, name, quantity, unitPriceMinor, confidence, evidence }) => (
        <details key={gtin} className="money-line">
          <summary>
            <span>
              {quantity} × {name}
            </span>
            <span>
              {money(quantity * unitPriceMinor)}{' '}
              <small>{t('money.sure', { percent: format.percent(confidence) })}</small>
            </span>
          </summary>
          {evidence.length === 0 && <p className="nothing">{t('dispute.noEvidence')}</p>}
          {evidence.map((change) => (
            <EvidencePicture key={`${change.at}/${change.place.gondola}`} evidence={change} timeZone={timeZone} />
          ))}
        </details>
      ))}
      {doubtful.length > 0 && (
        <p className="nothing">
          {t('money.doubtful', {
            names: doubtful.map(({ names, quantity }) => `${quantity} × ${names.join(' / ')}`).join(t('attention.and')),
          })}
        </p>
      )}
      {settlement && (
        <p className="dispute-money">
          {t('dispute.money', {
            total: format.money(total),
            charged: money(settlement.chargedMinor),
            refunded: money(settlement.refundedMinor),
            net: money(settlement.chargedMinor - settlement.refundedMinor),
          })}
        </p>
      )}
    </>
  )
}
