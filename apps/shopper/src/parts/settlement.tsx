import type { Money, Visit } from '@store/contract/visit.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'

/** What the shopper pays in the end: what was charged, less what was given back; before that, what the receipt comes to. */
export function paidInTheEnd({ total, settlement, payment }: Settled): Money {
  // A debt is no less because a part of it was paid already.
  if (!settlement || payment === 'unpaid') return total
  return { ...total, amountMinor: settlement.chargedMinor - settlement.refundedMinor }
}

type Settled = Pick<Visit, 'total' | 'settlement' | 'payment'>

/** Where it is not the total that was charged, once: what was, what came back, and what is left of it [SA30]. */
export function SettlementRows({ visit }: { visit: Settled }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { total, settlement } = visit
  if (!settlement || isPlain(visit)) return null
  const { chargedMinor, refundedMinor } = settlement
  const money = (amountMinor: number): string => format.money({ ...total, amountMinor })
  return (
    <div className="slip-settled">
      <Row name={t('receipt.charged')} amount={money(chargedMinor)} />
      {refundedMinor > 0 && <Row name={t('receipt.refunded')} amount={money(-refundedMinor)} />}
      <Row name={t('receipt.net')} amount={money(chargedMinor - refundedMinor)} />
    </div>
  )
}

/** What became of the money, in a sentence that is true of it. */
export function PaymentLead({ visit }: { visit: Settled }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { total, settlement, payment } = visit
  if (!settlement || isPlain(visit)) return <span>{t(`paymentLead.${payment}`)}</span>
  const { chargedMinor, refundedMinor } = settlement
  const net = format.money(paidInTheEnd(visit))
  const charged = format.money({ ...total, amountMinor: chargedMinor })
  const refunded = format.money({ ...total, amountMinor: refundedMinor })
  if (refundedMinor > 0) return <span>{t('paymentLead.inPartRefunded', { charged, refunded, net })}</span>
  if (payment === 'charged') return <span>{t('paymentLead.chargedOther', { charged })}</span>
  if (payment !== 'nothing-to-pay') return <span>{t(`paymentLead.${payment}`)}</span>
  return <span>{t(settlement.decided?.by === 'staff' ? 'paymentLead.notCharged' : 'paymentLead.letGo')}</span>
}

/** The total was charged, and that is all there is to say. */
const isPlain = ({ total, settlement, payment }: Settled): boolean =>
  settlement?.refundedMinor === 0 && (settlement.chargedMinor === total.amountMinor || payment === 'unpaid')

function Row({ name, amount }: { name: string; amount: string }) {
  return (
    <p>
      <span>{name}</span>
      <span>{amount}</span>
    </p>
  )
}
