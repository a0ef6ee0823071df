import type { BasketLine, Visit } from '@store/contract/visit.ts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'

/**
 * The articles of a basket or a receipt, in the order the store lists them. A changed quantity is a new entry, which lights
 * up like one that came; `below` adds to each what a screen wants.
 */
export function LineList({ visit, below }: { visit: Visit; below?: (line: BasketLine) => ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency } = visit.total
  return (
    <ul className="lines">
      {visit.lines.map((line) => (
        <li key={`${line.gtin}/${line.quantity}`}>
          <div className="line">
            <span className="line-quantity">{line.quantity} ×</span>
            <span className="line-name">{line.name}</span>
            <span className="line-price">
              {format.money({ amountMinor: line.quantity * line.unitPriceMinor, currency })}
            </span>
            {line.quantity > 1 && (
              <span className="line-each">
                {t('visit.each', { price: format.money({ amountMinor: line.unitPriceMinor, currency }) })}
              </span>
            )}
          </div>
          {below?.(line)}
        </li>
      ))}
    </ul>
  )
}

export function units(visit: Visit): number {
  return visit.lines.reduce((sum, { quantity }) => sum + quantity, 0)
}
