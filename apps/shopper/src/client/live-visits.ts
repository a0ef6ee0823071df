import { VisitDisputes } from '@store/contract/dispute.ts'
import { PassRefusal, VisitPatch, VisitSnapshot, type Visit } from '@store/contract/visit.ts'
import { follow, type Link } from '@store/store-line/following.ts'
import type { Line } from '@store/store-line/line.ts'
import type { Reads } from '@store/store-line/reads.ts'
import { changing, type Watched } from '@store/store-line/watched.ts'
import { DISPUTED, PASS_REFUSED, PATCHED } from './visit-line.ts'

export interface Live {
  readonly link: Link
  /** `undefined` until the store has told the first time. */
  readonly visits: readonly Visit[] | undefined
}

export interface LiveVisits extends Watched<Live> {
  /** Called when a gate has read this shopper's pass and stayed shut. */
  onPassRefused(listener: (refusal: PassRefusal) => void): () => void
  /** Called when something of what this shopper disputes has changed. */
  onDisputes(listener: (disputes: VisitDisputes) => void): () => void
  close(): void
}

/** Follows the shopper's visits [SA1] [SA2]. */
export function liveVisits(line: Line, onSignedOut: () => void): LiveVisits {
  const live = changing<Live>({ link: 'connecting', visits: undefined })
  const disputes = news(VisitDisputes)
  const refusals = news(PassRefusal)
  const view = {
    snapshot: VisitSnapshot,
    patch: VisitPatch,
    patchedBy: PATCHED,
    itemsIn: ({ visits }: VisitSnapshot): readonly Visit[] => visits,
  }
  const close = follow(line, view, {
    began: show,
    changed: show,
    offline: () => live.set({ ...live.get(), link: 'offline' }),
    // The badge says that it is not live, and there is nothing that a shopper could do about the reason.
    notJoined() {},
    signedOut: onSignedOut,
    told(event, raw) {
      if (event === DISPUTED) disputes.tell(raw)
      if (event === PASS_REFUSED) refusals.tell(raw)
    },
  })

  function show(visits: ReadonlyMap<string, Visit>): void {
    live.set({ link: 'live', visits: [...visits.values()] })
  }

  return { get: live.get, watch: live.watch, onPassRefused: refusals.hear, onDisputes: disputes.hear, close }
}

/** What is told once and not kept, for whoever listens now. */
function news<T>(schema: Reads<T>) {
  const listeners = new Set<(told: T) => void>()
  return {
    hear: (listener: (told: T) => void): (() => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell: (raw: unknown): void => {
      const told = schema.safeParse(raw)
      if (told.success) for (const listener of listeners) listener(told.data)
    },
  }
}
