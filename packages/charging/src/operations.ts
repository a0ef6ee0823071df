import type { Operation } from './events.ts'

/** What an operation asks of the bank. `charge`: takes money that no hold covers. */
export type OperationKind = 'hold' | 'capture' | 'charge' | 'void' | 'refund'

export function kindOf(operation: Operation): OperationKind {
  if (operation === 'capture' || operation === 'void') return operation
  if (operation.startsWith('capture-')) return 'charge'
  return operation.startsWith('refund-') ? 'refund' : 'hold'
}

export const keyOf = (operation: Operation, sessionId: string): string => `${operation}/${sessionId}`

/** The hold on the shopper's first method, second … (`method` from 0). */
export const holdOn = (method: number): Operation => (method === 0 ? 'hold' : `hold-${method + 1}`)
