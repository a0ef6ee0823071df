import type { Money } from '@store/contract/visit.ts'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Numbers, money and time as people write them in a language. */
export interface Format {
  money(money: Money): string
  /** Confidence: never rounded up to certainty, which no sensor has. */
  percent(share: number): string
  /** The clock of the store, where its zone is known; else this phone's. */
  time(instant: string, timeZone: string | undefined): string
  day(instant: string, timeZone: string | undefined): string
}

export function formatIn(language: string): Format {
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  return {
    money({ amountMinor, currency }) {
      const inCurrency = new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
      })
      // How many minor units make a major one differs: 100 cents, but a yen is a yen.
      const { maximumFractionDigits = 2 } = inCurrency.resolvedOptions()
      return inCurrency.format(amountMinor / 10 ** maximumFractionDigits)
    },
    percent: (share) => percent.format(Math.min(share, 0.99)),
    time: (instant, timeZone) => when(instant, { timeStyle: 'short', timeZone }),
    day: (instant, timeZone) => when(instant, { dateStyle: 'medium', timeZone }),
  }

  function when(instant: string, options: { timeZone: string | undefined } & Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(language, options).format(new Date(instant))
  }
}

export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatIn(i18n.language), [i18n.language])
}
