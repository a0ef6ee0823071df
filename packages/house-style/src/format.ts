import type { Money } from '@store/contract/visit.ts'

/** Numbers, money, measures and times as people write them in a language. */
export interface Format {
  number(value: number): string
  /** A whole number with its sign: what a shelf gained or lost. */
  signed(value: number): string
  money(money: Money): string
  /** Confidence: never rounded up to certainty, which no sensor has, nor down to impossibility. */
  percent(share: number): string
  /** Milliseconds below a second, then seconds. */
  lag(ms: number): string
  /** Without a sign. Tenths only where they are a difference: of light things. */
  grams(grams: number): string
  /** Centimetres up to a metre. */
  distance(metres: number): string
  /** By the clock of the store, where its zone is known; else by this machine's. */
  time(instant: string, timeZone: string | undefined): string
  /** To the second. */
  clock(instant: string, timeZone: string | undefined): string
  day(instant: string, timeZone: string | undefined): string
  /** Weekday, day and time: of what is days away. */
  appointment(instant: string, timeZone: string | undefined): string
}

const LIGHT_GRAMS = 10

const APPOINTMENT: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
}

/** Hours as the locale has them, unless `hourCycle` says otherwise. */
export function formatIn(locale: string, { hourCycle }: { hourCycle?: 'h23' } = {}): Format {
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const finePercent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const plain = new Intl.NumberFormat(locale)
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  const ms = new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 })
  const seconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 })
  const dated = new Map<string, Intl.DateTimeFormat>()

  return {
    number: (value) => plain.format(value),
    signed: (value) => signed.format(value),
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
    lag: (lagMs) => (lagMs < 1000 ? ms.format(lagMs) : seconds.format(lagMs / 1000)),
    // The symbols of the units are international; only the numbers before them are not. They stay on one line.
    grams: (grams) => `${(Math.abs(grams) < LIGHT_GRAMS ? tenths : whole).format(Math.abs(grams))}\u00a0g`,
    distance: (metres) => (metres < 1 ? `${whole.format(metres * 100)}\u00a0cm` : `${tenths.format(metres)}\u00a0m`),
    time: (instant, timeZone) => when(instant, timeZone, { timeStyle: 'short' }),
    clock: (instant, timeZone) => when(instant, timeZone, { timeStyle: 'medium' }),
    day: (instant, timeZone) => when(instant, timeZone, { dateStyle: 'medium' }),
    appointment: (instant, timeZone) => when(instant, timeZone, APPOINTMENT),
  }

  /** Making a format costs more than using it a hundred times, and every event on a list needs one. */
  function when(instant: string, timeZone: string | undefined, style: Intl.DateTimeFormatOptions): string {
    const key = JSON.stringify([timeZone, style])
    const format = dated.get(key) ?? new Intl.DateTimeFormat(locale, { ...style, ...clocked(style), timeZone })
    dated.set(key, format)
    return format.format(new Date(instant))
  }

  /** A format without a time refuses to hear of hours. */
  function clocked({ timeStyle, hour }: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions {
    return (timeStyle ?? hour) && hourCycle ? { hourCycle } : {}
  }
}

/** English is written in many countries: the browser says in which. Of Chinese there are the words of one alone. */
export function localeFor(language: string, preferred: readonly string[]): string {
  return (language === 'en' ? preferred.find((wish) => /^en\b/.test(wish)) : undefined) ?? language
}
