import { AppendRefused, type ExpectedVersion, type NewEvent } from './event-store.ts'

/** What no event store takes, whatever it is made of [ES6]. */
export function checkAppend(stream: string, expectedVersion: ExpectedVersion, events: readonly NewEvent[]): void {
  const refuse = (reason: string): never => {
    throw AppendRefused({ stream, reason })
  }
  if (!isName(stream)) refuse('a stream has a name without control characters')
  if (expectedVersion !== 'any' && !(Number.isSafeInteger(expectedVersion) && expectedVersion >= 0)) {
    refuse(`the expected version is a whole number from 0, or 'any', not ${expectedVersion}`)
  }
  const ids = new Set<string>()
  for (const { type, at, id } of events) {
    if (!isName(type)) refuse('every event has a type without control characters')
    if (!Number.isFinite(at)) refuse(`${type} has no time`)
    if (id === undefined) continue
    if (!isName(id)) refuse(`the id of ${type} is empty or has control characters`)
    if (ids.has(id)) refuse(`two of the events have the id ${id}`)
    ids.add(id)
  }
}

/** The form in which data is kept; both stores give back what this form says and no more. */
export function asJson(stream: string, { type, data }: NewEvent): string {
  try {
    // Without a JSON form of its own (`undefined`, a function) it is nothing.
    const json: string | undefined = JSON.stringify(data)
    return json ?? 'null'
  } catch (error) {
    const reason = `the data of ${type} has no JSON form (${error instanceof Error ? error.message : String(error)})`
    throw AppendRefused({ stream, reason }, error)
  }
}

/** PostgreSQL has no NUL in text; nor would a log line or a person want the others. Half a surrogate is no text. */
const isName = (text: string): boolean => text !== '' && !/\p{Cc}|\p{Cs}/u.test(text)
