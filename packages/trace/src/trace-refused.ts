import { defineFault } from '@store/kernel/fault.ts'

/**
 * A trace that cannot be trusted. Nothing is derived from it, whatever was already read: half a trace would give
 * receipts that look right. `line` counts from 1 (the header); 0 when not one line could be read.
 */
export const TraceRefused = defineFault('trace.refused', 'refused', (d: TraceRefusal) =>
  oneLine(`${d.source}, line ${d.line}: ${d.reason}. ${d.advice}`),
)

export type TraceRefusal = {
  /** The file, as it was asked for. */
  source: string
  line: number
  reason: string
  /** What to do about it: a sentence of its own. */
  advice: string
}

/** Names come from files, so they may hold anything; a message is one line for whoever greps or reads a terminal. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
