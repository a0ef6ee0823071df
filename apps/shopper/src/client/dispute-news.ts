import type { Dispute } from '@store/contract/dispute.ts'

/** In the order in which a dispute goes through them; all that are not here are its end. */
const stages: readonly Dispute['status'][] = ['weighing', 'offered', 'with-staff', 'refunding', 'charging']

/**
 * What is known of a receipt's disputes once `told` was heard as well. The socket's news and the answers to requests
 * overtake each other; a dispute never goes back, so of each what got further is the newer [SA18].
 */
export function withNews(known: readonly Dispute[] | undefined, told: readonly Dispute[]): readonly Dispute[] {
  const latest = new Map((known ?? []).map((one) => [one.id, one]))
  for (const one of told) {
    const before = latest.get(one.id)
    if (!before || stageOf(before) <= stageOf(one)) latest.set(one.id, one)
  }
  return [...latest.values()].sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt))
}

const stageOf = ({ status }: Dispute): number => (stages.includes(status) ? stages.indexOf(status) : stages.length)
