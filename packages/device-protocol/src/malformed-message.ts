import type { z } from 'zod'
import { defineFault } from '@store/kernel/fault.ts'

/** A message that is not what the protocol allows. Nothing of it is used. */
export const MalformedMessage = defineFault(
  'device.malformed-message',
  'refused',
  (d: {
    /** The message's kind as far as it is known: `weight`, or empty. */
    kind: string
    /** Where, as one would write it in code: `tracks[2].hands[0][1]`; empty when it is the message as a whole. */
    path: string
    problem: string
    expected: string
  }) => `Malformed ${d.kind ? `${d.kind} ` : ''}message: ${d.path || 'it'} ${d.problem}; expected ${d.expected}.`,
)

/** Says the first thing that zod found. The schemas' errors are written as phrases that complete "expected ...". */
export function malformedBy(error: z.ZodError, kind: string, message: unknown) {
  const issue = error.issues[0]
  const steps = issue?.path ?? []
  const found = steps.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    message,
  )
  return MalformedMessage({
    kind,
    path: pathOf(steps),
    problem: shown(found),
    expected: issue?.message ?? 'something else',
  })
}

const pathOf = (steps: readonly PropertyKey[]): string =>
  steps.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`)).join('')

/** A value as it may stand in a message to a person: short, on one line, and never walked into. */
export function shown(value: unknown): string {
  if (value === undefined) return 'is missing'
  if (value === null) return 'is null'
  if (Array.isArray(value)) return `is a list of ${value.length}`
  if (typeof value === 'object') return 'is an object'
  if (typeof value === 'number') return `is ${value}`
  if (typeof value !== 'string') return `is a ${typeof value}`
  return value.length <= 40
    ? `is ${JSON.stringify(value)}`
    : `is ${JSON.stringify(value.slice(0, 24))}... (${value.length} characters)`
}
