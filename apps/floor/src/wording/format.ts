import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Numbers and times as people write them in a language; times by the store's clock. */
export interface Format {
  number(value: number): string
  /** Confidence: never rounded up to certainty, which no sensor has, nor down to impossibility. */
  percent(share: number): string
  lag(ms: number): string
  money(money: { readonly amountMinor: number; readonly currency: string }): string
  /** A whole number with its sign: what a shelf gained or lost. */
  signed(value: number): string
  time(instant: string, timeZone: string): string
  /** To the second. */
  clock(instant: string, timeZone: string): string
}

export function formatIn(language: string): Format {
  const number = new Intl.NumberFormat(language)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const finePercent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const ms = new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 })
  const seconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'second', maximumFractionDigits: 1 })
  const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  const zoned = new Map<string, Intl.DateTimeFormat>()
  return {
    number: (value) => number.format(value),
    percent: (share) => (share < 0.01 ? finePercent : percent).format(Math.min(Math.max(share, 0.001), 0.99)),
    lag: (lagMs) => (lagMs < 1000 ? ms.format(lagMs) : seconds.format(lagMs / 1000)),
    money({ amountMinor, currency }) {
      const inCurrency = new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
      })
      return inCurrency.format(amountMinor / 10 ** (inCurrency.resolvedOptions().maximumFractionDigits ?? 2))
    },
    signed: (value) => signed.format(value),
    time: (instant, timeZone) => at(instant, timeZone, 'short'),
    clock: (instant, timeZone) => at(instant, timeZone, 'medium'),
  }

  /** Making one costs more than using it a hundred times, and every event on the list needs one. */
  function at(instant: string, timeZone: string, timeStyle: 'short' | 'medium'): string {
    const key = `${timeZone} ${timeStyle}`
    const format = zoned.get(key) ?? new Intl.DateTimeFormat(language, { timeStyle, timeZone, hourCycle: 'h23' })
    zoned.set(key, format)
    return format.format(new Date(instant))
  }
}

export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatIn(i18n.language), [i18n.language])
}
