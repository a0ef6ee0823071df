import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

const HOUR_MS = 3_600_000

/** Whole hours that are left, never below 0: rounded down, so that nobody counts on time that there is not. */
export const hoursLeft = (by: string, nowMs: number): number =>
  Math.max(0, Math.floor((Date.parse(by) - nowMs) / HOUR_MS))

/** Day and time by the store's clock: a deadline is days away. */
export function useInstant(timeZone: string): (instant: string) => string {
  const { i18n } = useTranslation()
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(i18n.language, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
    })
    return (instant) => format.format(new Date(instant))
  }, [i18n.language, timeZone])
}
