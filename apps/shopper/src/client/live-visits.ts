import { patched } from '@store/contract/patch.ts'
import { VisitDisputes } from '@store/contract/dispute.ts'
import { PassRefusal, VisitPatch, VisitSnapshot, type Visit } from '@store/contract/visit.ts'
import type { VisitWire } from './visit-wire.ts'
import { changing, type Watched } from './watched.ts'

/** `link` says whether what is shown is what is true; what was last known stays on the screen either way. */
export interface Live {
  readonly link: 'connecting' | 'live' | 'offline'
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

/** Before asking again after a join that failed: often enough to notice, too seldom to hurt. */
const JOIN_AGAIN_MS = 2_000

/**
 * Follows the shopper's visits: joins, applies patches, joins again when one was missed [SA1] or after a break [SA2].
 * Patches that overtake the snapshot wait for it.
 */
export function liveVisits(wire: VisitWire, onRefused: () => void): LiveVisits {
  const live = changing<Live>({ link: 'connecting', visits: undefined })
  let view: { revision: number; items: ReadonlyMap<string, Visit> } | undefined
  let early: VisitPatch[] = []
  const disputeListeners = new Set<(disputes: VisitDisputes) => void>()
  const refusalListeners = new Set<(refusal: PassRefusal) => void>()
  /** Counts the joins: the answer to any but the latest comes too late. */
  let joins = 0
  let again: ReturnType<typeof setTimeout> | undefined

  wire.hear({
    up: () => void join(),
    down() {
      abandon()
      live.set({ ...live.get(), link: 'offline' })
    },
    refused() {
      abandon()
      onRefused()
    },
    patched(raw) {
      const patch = VisitPatch.safeParse(raw)
      // What cannot be read may have been anything: as good as missed.
      if (!patch.success) void join()
      else if (view) apply(patch.data)
      else early.push(patch.data)
    },
    disputed(raw) {
      const disputes = VisitDisputes.safeParse(raw)
      if (disputes.success) for (const listener of disputeListeners) listener(disputes.data)
    },
    passRefused(raw) {
      const refusal = PassRefusal.safeParse(raw)
      if (refusal.success) for (const listener of refusalListeners) listener(refusal.data)
    },
  })

  async function join(): Promise<void> {
    abandon()
    const mine = joins
    const answer = await wire.join().catch(() => undefined)
    if (mine !== joins) return
    const snapshot = VisitSnapshot.safeParse(answer?.ok ? answer.value : undefined)
    if (!snapshot.success) {
      again = setTimeout(() => void join(), JOIN_AGAIN_MS)
      return
    }
    const { revision, visits } = snapshot.data
    view = { revision, items: new Map(visits.map((visit) => [visit.id, visit])) }
    show()
    for (const patch of early.splice(0)) if (patch.revision > revision) apply(patch)
  }

  function apply(patch: VisitPatch): void {
    if (!view) return
    view = patched(view, patch)
    if (view) show()
    else void join()
  }

  function show(): void {
    if (view) live.set({ link: 'live', visits: [...view.items.values()] })
  }

  function abandon(): void {
    joins++
    clearTimeout(again)
    view = undefined
    early = []
  }

  return {
    get: live.get,
    watch: live.watch,
    onPassRefused(listener) {
      refusalListeners.add(listener)
      return () => void refusalListeners.delete(listener)
    },
    onDisputes(listener) {
      disputeListeners.add(listener)
      return () => void disputeListeners.delete(listener)
    },
    close() {
      abandon()
      wire.close()
    },
  }
}
