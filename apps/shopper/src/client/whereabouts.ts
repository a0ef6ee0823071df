import type { Visit } from '@store/contract/visit.ts'
import { changing, type Watched } from '@store/store-line/watched.ts'
import type { Live } from './live-visits.ts'

/** Where the shopper stands, as far as the store has told. */
export type VisitNow =
  | { readonly stage: 'unknown' }
  | { readonly stage: 'outside'; readonly hasTurnedBack: boolean }
  | { readonly stage: 'inside'; readonly visit: Visit }
  | { readonly stage: 'done'; readonly visit: Visit }

export interface Whereabouts extends Watched<VisitNow> {
  /** The shopper has seen how the last visit ended. */
  putAway(): void
}

/** A phone that slept through the exit still shows the receipt when it wakes; yesterday's is in the list. */
const FRESH_MS = 10 * 60_000

/**
 * An open visit comes first; else the last one that ended, until it is put away, if it was seen open here or ended just
 * now [SA6]; else the shopper is outside and needs a pass.
 */
export function whereabouts(live: Watched<Live>, now: () => number): Whereabouts {
  const seenOpen = new Set<string>()
  const dealtWith = new Set<string>()
  const current = changing<VisitNow>({ stage: 'unknown' })
  live.watch(look)
  look()

  function look(): void {
    const { visits } = live.get()
    if (visits) current.set(standing(visits))
  }

  function standing(visits: readonly Visit[]): VisitNow {
    const latest = visits.toSorted((a, b) => Date.parse(b.enteredAt) - Date.parse(a.enteredAt))
    const open = latest.find(isOpen)
    if (open) {
      seenOpen.add(open.id)
      return { stage: 'inside', visit: open }
    }
    const last = latest.find((visit) => isNews(visit))
    if (last?.status === 'sealed') return { stage: 'done', visit: last }
    return { stage: 'outside', hasTurnedBack: last !== undefined }
  }

  function isNews({ id, sealedAt }: Visit): boolean {
    const isJustSealed = sealedAt !== undefined && Math.abs(now() - Date.parse(sealedAt)) < FRESH_MS
    return !dealtWith.has(id) && (seenOpen.has(id) || isJustSealed)
  }

  return {
    get: current.get,
    watch: current.watch,
    putAway() {
      for (const { id } of live.get().visits ?? []) dealtWith.add(id)
      look()
    },
  }
}

const isOpen = ({ status }: Visit): boolean => status !== 'sealed' && status !== 'turned-back'
