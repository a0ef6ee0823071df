/** Formats minor units of one currency: 219 of USD is $2.19. The locale is fixed, so that output is the same everywhere. */
export function moneyIn(currency: string): (amountMinor: number) => string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return (amountMinor) => format.format(amountMinor / 10 ** digits)
}
