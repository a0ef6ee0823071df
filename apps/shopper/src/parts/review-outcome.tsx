import type { BasketLine, ReviewOutcome } from '@store/contract/visit.ts'
import { useTranslation } from 'react-i18next'

/** What became of a visit in review: who decided, and why [SA32]. */
export function ReviewNote({ decided }: { decided: ReviewOutcome }) {
  const { t } = useTranslation()
  const { by, because } = decided
  return (
    <p className="notice notice-plain review-note">
      {by === 'deadline' && t('review.lapsed')}
      {by === 'staff' &&
        (because
          ? t('dispute.why', { who: t('dispute.byStaff'), reason: t(`dispute.reason.${because}`) })
          : t('review.decided'))}
    </p>
  )
}

/** Of a line of a visit that was in review: that not all of it is charged. */
export function ChargedOfLine({ line, decided }: { line: BasketLine; decided: ReviewOutcome }) {
  const { t } = useTranslation()
  const charged = chargedOf(line, decided)
  if (charged >= line.quantity) return null
  return (
    <p className="line-charged">
      <small>{charged === 0 ? t('review.lineNot') : t('review.linePart', { charged, count: line.quantity })}</small>
    </p>
  )
}

/** How many units of a line are charged; all of them where nobody had to decide it. */
export const chargedOf = ({ gtin, quantity }: BasketLine, decided: ReviewOutcome | undefined): number =>
  decided ? (decided.charged.find((one) => one.gtin === gtin)?.quantity ?? 0) : quantity
