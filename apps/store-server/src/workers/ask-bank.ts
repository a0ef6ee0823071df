import type { Hold, Waiting } from '@store/charging/charge.ts'
import { assert } from '@store/kernel/assert.ts'
import type { Bank, BankFinding, BankOutcome } from '../adapters/bank.ts'

/** Asks the bank for exactly what was intended, under its key. */
export function askBank(bank: Bank, waiting: Waiting): Promise<BankOutcome> {
  const { sessionId, paymentMethod, currency } = waiting.terms
  const { key, amountMinor } = waiting.asked
  const payment = { key, sessionId, paymentMethod, amountMinor, currency }
  switch (waiting.status) {
    case 'holding':
      return bank.authorize({ ...payment, capture: 'later' })
    case 'adding':
      return bank.authorize({ ...payment, capture: 'now' })
    case 'capturing':
      return bank.capture({ key, amountMinor, providerRef: holdOf(waiting).providerRef })
    case 'voiding':
      return bank.void({ key, providerRef: holdOf(waiting).providerRef })
  }
}

/** Asks the bank what became of it. */
export function lookUpAtBank(bank: Bank, waiting: Waiting): Promise<BankFinding> {
  const { key, intendedAt } = waiting.asked
  switch (waiting.status) {
    case 'holding':
    case 'adding':
      return bank.lookup({ operation: 'authorize', key, sinceMs: intendedAt })
    case 'capturing':
      return bank.lookup({ operation: 'capture', key, providerRef: holdOf(waiting).providerRef })
    case 'voiding':
      return bank.lookup({ operation: 'void', key, providerRef: holdOf(waiting).providerRef })
  }
}

function holdOf({ asked, hold }: Extract<Waiting, { hold?: Hold }>): Hold {
  assert(hold, `${asked.key} was intended without a hold`)
  return hold
}
