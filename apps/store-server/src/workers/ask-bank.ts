import type { Asked, Opened } from '@store/charging/charge-state.ts'
import { kindOf } from '@store/charging/operations.ts'
import { assert } from '@store/kernel/assert.ts'
import type { Bank, BankFinding, BankOutcome } from '../adapters/bank.ts'

/** Asks the bank for exactly what was intended, under its key. */
export function askBank(bank: Bank, { sessionId, currency }: Opened['terms'], asked: Asked): Promise<BankOutcome> {
  const { key, amountMinor } = asked
  switch (kindOf(asked.operation)) {
    case 'hold':
      return bank.authorize({ key, sessionId, amountMinor, currency, paymentMethod: methodOf(asked), capture: 'later' })
    case 'charge':
      return bank.authorize({ key, sessionId, amountMinor, currency, paymentMethod: methodOf(asked), capture: 'now' })
    case 'capture':
      return bank.capture({ key, amountMinor, providerRef: refOf(asked) })
    case 'void':
      return bank.void({ key, providerRef: refOf(asked) })
    case 'refund':
      return bank.refund({ key, amountMinor, providerRef: refOf(asked) })
  }
}

/** Asks the bank what became of it. */
export function lookUpAtBank(bank: Bank, asked: Asked): Promise<BankFinding> {
  const { key, intendedAt } = asked
  const kind = kindOf(asked.operation)
  switch (kind) {
    case 'hold':
    case 'charge':
      return bank.lookup({ operation: 'authorize', key, sinceMs: intendedAt })
    case 'capture':
    case 'void':
    case 'refund':
      return bank.lookup({ operation: kind, key, providerRef: refOf(asked) })
  }
}

function methodOf({ key, paymentMethod }: Asked): string {
  assert(paymentMethod !== undefined, `${key} was intended without a payment method`)
  return paymentMethod
}

function refOf({ key, providerRef }: Asked): string {
  assert(providerRef !== undefined, `${key} was intended without a payment at the bank`)
  return providerRef
}
