import { defineFault } from '@store/kernel/fault.ts'

/**
 * Thrown by whoever delivers a trace's bytes, when they stop or make no sense; `readTrace` adds how far it came.
 * `reason` and `advice` are worded as in `TraceRefused`.
 */
export const UnreadableBytes = defineFault(
  'trace.unreadable-bytes',
  'refused',
  (d: { reason: string; advice: string }) => `${d.reason}. ${d.advice}`,
)
