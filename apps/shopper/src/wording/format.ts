import type { Money } from '@store/contract/visit.ts'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Numbers, money and time as people write them in a language. */
export interface Format {
  number(value: number): string
  money(money: Money): string
  /** Confidence: never rounded up to certainty, which no sensor has, nor down to impossibility. */
  percent(share: number): string
  /** The clock of the store, where its zone is known; else this phone's. */
  time(instant: string, timeZone: string | undefined): string
  /** To the second. */
  clock(instant: string, timeZone: string | undefined): string
  day(instant: string, timeZone: string | undefined): string
  /** Without a sign. Tenths only where they are a difference: of light things. */
  grams(grams: number): string
  /** Centimetres up to a metre. */
  distance(metres: number): string
}

const LIGHT_GRAMS = 10

export function formatIn(locale: string): Format {
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const finePercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return {
    number: (value) => whole.format(value),
    money({ amountMinor, currency }) {
      const inCurrency = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
      })
      // How many minor units make a major one differs: 100 cents, but a yen is a yen.
      const { maximumFractionDigits = 2 } = inCurrency.resolvedOptions()
      return inCurrency.format(amountMinor / 10 ** maximumFractionDigits)
    },
    percent: (share) => (share < 0.01 ? finePercent : percent).format(Math.min(Math.max(share, 0.001), 0.99)),
    time: (instant, timeZone) => when(instant, { timeStyle: 'short', timeZone }),
    clock: (instant, timeZone) => when(instant, { timeStyle: 'medium', timeZone }),
    day: (instant, timeZone) => when(instant, { dateStyle: 'medium', timeZone }),
    // The symbols of the units are international; only the numbers before them are not.
    grams: (grams) => `${(Math.abs(grams) < LIGHT_GRAMS ? tenths : whole).format(Math.abs(grams))} g`,
    distance: (metres) => (metres < 1 ? `${whole.format(metres * 100)} cm` : `${tenths.format(metres)} m`),
  }

  function when(instant: string, options: { timeZone: string | undefined } & Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(locale, options).format(new Date(instant))
  }
}

/** English is written in many countries: the browser says in which. Of Chinese there are the words of one alone. */
export function localeFor(language: string, preferred: readonly string[]): string {
  return (language === 'en' ? preferred.find((wish) => /^en\b/.test(wish)) : undefined) ?? language
}

export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatIn(localeFor(i18n.language, navigator.languages)), [i18n.language])
}
