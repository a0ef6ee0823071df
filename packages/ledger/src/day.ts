/** A day of the store's own calendar, as 2026-03-29. Dates of this form are in order as text. */
export type BusinessDay = string

/** `timeZone`: IANA name. */
export function dayOf(atMs: number, timeZone: string): BusinessDay {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return parts.format(atMs)
}

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

export const dayAfter = (day: BusinessDay): BusinessDay => {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** On which day an entry counts: a closed day stays as it was closed [LG4]. */
export const postedOn = (day: BusinessDay, lastClosed: BusinessDay | undefined): BusinessDay =>
  lastClosed !== undefined && day <= lastClosed ? dayAfter(lastClosed) : day
