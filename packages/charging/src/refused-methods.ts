import type { Charge } from './charge-state.ts'
import { kindOf } from './operations.ts'

/**
 * The shopper's methods that the bank has refused for this charge, in the order of their first no: a hold, what is
 * captured of one, or money taken at once [CH29]. A method that granted it later is not among them.
 */
export function refusedMethods(charge: Charge): readonly string[] {
  if (charge.status === 'none') return []
  const answered = [...charge.answered.values()]
  const holds = new Map(
    answered.flatMap((one) =>
      one.outcome === 'confirmed' && kindOf(one.operation) === 'hold' ? [[one.providerRef, one.paymentMethod]] : [],
    ),
  )
  const refused = new Set<string>()
  for (const one of answered) {
    const kind = kindOf(one.operation)
    if (kind === 'void' || kind === 'refund') continue
    const method = kind === 'capture' ? holds.get(one.providerRef ?? '') : one.paymentMethod
    if (method === undefined) continue
    if (one.outcome === 'declined') refused.add(method)
    else if (kind !== 'hold') refused.delete(method)
  }
  return [...refused]
}
