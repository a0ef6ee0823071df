import type { Catalog } from '@store/catalog/catalog.ts'
import type { VisitRecord } from '@store/store-server/pipeline/visit-register.ts'

/** A sealed visit in a line for each article: what the store believes was taken, and charges. */
export function receiptText({ number, basket }: VisitRecord, catalog: Catalog, currency: string): string {
  const money = new Intl.NumberFormat('en', { style: 'currency', currency })
  const { minimumFractionDigits = 2 } = money.resolvedOptions()
  const amount = (minor: number): string => money.format(minor / 10 ** minimumFractionDigits)
  const lines = basket.lines.map(({ gtin, quantity, confidence }) => {
    const product = catalog.find(gtin)
    return {
      text: `  ${quantity} x ${product?.name ?? gtin}, ${sureness(confidence)} sure`,
      minor: quantity * (product?.priceMinor ?? 0),
    }
  })
  const total = lines.reduce((sum, { minor }) => sum + minor, 0)
  const doubts = basket.unresolved.length
  return [
    `Receipt of visit ${number}: ${amount(total)}`,
    ...lines.map(({ text, minor }) => `${text}, ${amount(minor)}`),
    ...(doubts > 0
      ? [`  ${doubts === 1 ? 'one thing is' : `${doubts} things are`} not charged: staff look at it first`]
      : []),
  ].join('\n')
}

/** Rounded down: nothing that sensors say is certain. */
const sureness = (confidence: number): string => `${Math.min(99.9, Math.floor(confidence * 1000) / 10)} %`
