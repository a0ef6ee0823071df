import { z } from 'zod'

/** The operations that can go wrong; `lookup` is every request that only reads, `webhook` what the bank tells by itself. */
export const BankOperation = z.enum(['authorize', 'capture', 'void', 'refund', 'lookup', 'webhook'])
export type BankOperation = z.infer<typeof BankOperation>

const when = {
  /** The operation that it waits for; the next that moves money without it. */
  on: BankOperation.optional(),
  /** How often, or `always`: until the queue is replaced. */
  times: z.union([z.int().positive(), z.literal('always')]).default(1),
}

const onWebhook = { ...when, on: z.literal('webhook').default('webhook') }

/** Ways to misbehave. `before` and `after` say whether the bank had acted when it fell silent. */
export const Behaviour = z.discriminatedUnion('do', [
  /** `code` is Stripe's decline code, as `insufficient_funds`. */
  z.object({ do: z.literal('decline'), code: z.string().default('generic_decline'), ...when }),
  z.object({ do: z.literal('time-out-before'), ...when }),
  z.object({ do: z.literal('time-out-after'), ...when }),
  z.object({ do: z.literal('fail-before'), ...when }),
  z.object({ do: z.literal('fail-after'), ...when }),
  /** Acts and answers so much later, even if nobody listens any more. */
  z.object({ do: z.literal('slow'), ms: z.int().nonnegative(), ...when }),
  z.object({ do: z.literal('approve-in-part'), amountMinor: z.int().positive(), ...when }),
  /** Lets go the hold that is to be captured or voided, just before. */
  z.object({ do: z.literal('expire-hold'), ...when }),
  // A notice is told twice, after the next one, before the answer to the request itself, never, with a signature that is
  // not the bank's, or so much later.
  z.object({ do: z.literal('duplicate'), ...onWebhook }),
  z.object({ do: z.literal('reorder'), ...onWebhook }),
  z.object({ do: z.literal('early'), ...onWebhook }),
  z.object({ do: z.literal('lose'), ...onWebhook }),
  z.object({ do: z.literal('forge'), ...onWebhook }),
  z.object({ do: z.literal('late'), ms: z.int().nonnegative(), ...onWebhook }),
])
export type Behaviour = z.infer<typeof Behaviour>

/** What `POST /sandbox/behave` takes. `replace` drops what still waits. */
export const BehaveRequest = z.object({ queue: z.array(Behaviour), replace: z.boolean().default(false) })

export interface Behaviours {
  /** The first in the queue that waits for this operation, once less from now on. */
  next(operation: BankOperation): Behaviour | undefined
  /** Added at the end of the queue, or in its place. */
  queue(behaviours: readonly Behaviour[], isReplacing: boolean): void
  readonly waiting: readonly Behaviour[]
}

export function behaviours(): Behaviours {
  let waiting: Behaviour[] = []
  const fits = ({ on }: Behaviour, operation: BankOperation): boolean =>
    on === undefined ? operation !== 'lookup' && operation !== 'webhook' : on === operation

  return {
    next(operation) {
      const next = waiting.find((behaviour) => fits(behaviour, operation))
      if (!next || next.times === 'always') return next
      const fewer = next.times === 1 ? [] : [{ ...next, times: next.times - 1 }]
      waiting = waiting.flatMap((behaviour) => (behaviour === next ? fewer : [behaviour]))
      return next
    },
    queue(added, isReplacing) {
      waiting = isReplacing ? [...added] : [...waiting, ...added]
    },
    get waiting() {
      return waiting
    },
  }
}
