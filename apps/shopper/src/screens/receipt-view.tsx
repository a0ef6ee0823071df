import type { Visit } from '@store/contract/visit.ts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ContestLine } from '../dispute/contest-line.tsx'
import { MissedItems } from '../dispute/missed-items.tsx'
import { Doubt } from '../parts/doubt.tsx'
import { LineList, units } from '../parts/line-list.tsx'
import { PaymentMark } from '../parts/payment-mark.tsx'
import { ChargedOfLine, chargedOf, ReviewNote } from '../parts/review-outcome.tsx'
import { paidInTheEnd, PaymentLead, SettlementRows } from '../parts/settlement.tsx'
import { PayNow } from '../pay/pay-now.tsx'
import { usePaying } from '../pay/paying.ts'
import { Why } from '../why/why.tsx'
import { useFormat } from '../wording/format.ts'
import { tell } from '../wording/telling.ts'
import { useDisputes } from './disputes.ts'
import { useTitle } from './title.ts'

/** A sealed visit. `isFresh`: it has ended just now, and this is the goodbye. */
interface ReceiptProps {
  visit: Visit
  isFresh: boolean
  children?: ReactNode
}

export function ReceiptView({ visit: told, isFresh, children }: ReceiptProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const paying = usePaying(told)
  const { visit } = paying
  const { number, party, enteredAt, sealedAt, timeZone } = visit
  const decided = visit.settlement?.decided
  const disputing = useDisputes(visit)
  useTitle(t('receipt.title'))

  return (
    <main className="receipt">
      <header className="total-block">
        <p className="store">
          {visit.storeName} · {format.day(enteredAt, timeZone)}
        </p>
        <h1>
          <span className="total-label">{t(isFresh ? 'receipt.thanks' : 'receipt.title')}</span>
          <span className="total">{format.money(paidInTheEnd(visit))}</span>
        </h1>
        <p className="payment" role="status">
          <PaymentMark payment={visit.payment} />
          <PaymentLead visit={visit} />
        </p>
      </header>
      {decided && <ReviewNote decided={decided} />}
      {visit.payment === 'unpaid' && <PayNow paying={paying} />}
      {children}
      <section className="card slip" aria-label={t('receipt.title')}>
        {visit.lines.length === 0 ? (
          <p className="slip-nothing">{t('receipt.nothing')}</p>
        ) : (
          <LineList
            visit={visit}
            below={(line) => (
              <>
                {decided && <ChargedOfLine line={line} decided={decided} />}
                <Why visit={visit} evidence={line.evidence} tags={line.tags} confidence={line.confidence} />
                {isCharged[visit.payment] && chargedOf(line, decided) > 0 && (
                  <ContestLine line={line} disputing={disputing} />
                )}
              </>
            )}
          />
        )}
        <p className="slip-total">
          <span>
            {t('receipt.total')} <small>{t('visit.items', { count: units(visit) })}</small>
          </span>
          <span>{format.money(visit.total)}</span>
        </p>
        <SettlementRows visit={visit} />
      </section>
      {disputing.trouble && (
        <p className="notice notice-plain" role="alert">
          {tell(t, disputing.trouble)}
        </p>
      )}
      <Doubt visit={visit} />
      {(isCharged[visit.payment] || visit.payment === 'nothing-to-pay') && (
        <MissedItems visit={visit} disputing={disputing} />
      )}
      <dl className="facts">
        <Fact name={t('receipt.entered')}>{format.time(enteredAt, timeZone)}</Fact>
        {sealedAt !== undefined && <Fact name={t('receipt.left')}>{format.time(sealedAt, timeZone)}</Fact>}
        {number !== undefined && <Fact name={t('receipt.number')}>{number}</Fact>}
        {party > 1 && <Fact name={t('pass.party')}>{party}</Fact>}
      </dl>
    </main>
  )
}

/** Before anything is charged there is nothing to contest. */
const isCharged: Record<Visit['payment'], boolean> = {
  held: false,
  charging: false,
  charged: true,
  'nothing-to-pay': false,
  review: false,
  unpaid: true,
  refunded: true,
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
