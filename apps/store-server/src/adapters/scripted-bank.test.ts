import { bankConformance } from './bank-conformance.ts'
import { declinedCard, scriptedBank } from './scripted-bank.ts'

/** The double that the charge desk is tested with keeps the same promises as a bank over the network. */
bankConformance('the scripted bank', 'scripted', async () => {
  const bank = scriptedBank()
  return {
    bank,
    cards: { good: 'card', declined: { 'insufficient-funds': declinedCard('insufficient-funds') } },
    misbehave: async (next) => bank.misbehave(next),
    close: async () => undefined,
  }
})
