import { patched, type Patch } from '@store/contract/patch.ts'
import type { Line } from './line.ts'
import type { Reads } from './reads.ts'

/** Whether what is shown is what is true; what was last known stays on the screen either way. */
export type Link = 'connecting' | 'live' | 'offline'

interface Revised {
  readonly revision: number
}
interface Named {
  readonly id: string
}

/** A live view of the contract: its schemas, the event that patches it, and where in a snapshot its items are. */
export interface View<Snapshot extends Revised, Item extends Named> {
  readonly snapshot: Reads<Snapshot>
  readonly patch: Reads<Patch<Item>>
  readonly patchedBy: string
  readonly itemsIn: (snapshot: Snapshot) => readonly Item[]
}

/** Who follows it. */
export interface Follower<Snapshot extends Revised, Item extends Named> {
  /** The whole of it: after the first join, and after every break or gap. */
  began(items: ReadonlyMap<string, Item>, snapshot: Snapshot): void
  /** A patch; `touched` are the items that it put, and those that it dropped as they were. */
  changed(items: ReadonlyMap<string, Item>, touched: readonly Item[]): void
  offline(): void
  /** The join failed and is tried again; with the store's own words, where it said why. */
  notJoined(because: string | undefined): void
  /** The token is not taken (any more). */
  signedOut(): void
  /** What else the store tells on this line. */
  told?(event: string, raw: unknown): void
}

/** Before asking again after a join that failed: often enough to notice, too seldom to hurt. */
const JOIN_AGAIN_MS = 2_000

/**
 * Joins, applies patches, joins again when one was missed [SL3] or after a break [SL4]. Patches that overtake the
 * snapshot wait for it. Returns what ends it.
 */
export function follow<Snapshot extends Revised, Item extends Named>(
  line: Line,
  { snapshot: readsSnapshot, patch: readsPatch, patchedBy, itemsIn }: View<Snapshot, Item>,
  follower: Follower<Snapshot, Item>,
): () => void {
  let view: { revision: number; items: ReadonlyMap<string, Item> } | undefined
  let early: Patch<Item>[] = []
  /** Counts the joins: the answer to any but the latest comes too late. */
  let joins = 0
  let notAgain: (() => void) | undefined

  line.hear({
    up: () => void join(),
    down() {
      abandon()
      follower.offline()
    },
    refused() {
      abandon()
      follower.signedOut()
    },
    told(event, raw) {
      if (event !== patchedBy) return follower.told?.(event, raw)
      const patch = readsPatch.safeParse(raw)
      // What cannot be read may have been anything: as good as missed.
      if (!patch.success) void join()
      else if (view) apply(patch.data)
      else early.push(patch.data)
    },
  })

  async function join(): Promise<void> {
    abandon()
    const mine = joins
    const answer = await line.join().catch(() => undefined)
    if (mine !== joins) return
    const snapshot = readsSnapshot.safeParse(answer?.ok ? answer.value : undefined)
    if (!snapshot.success) {
      follower.notJoined(answer?.ok === false ? answer.fault.message : undefined)
      notAgain = line.later(() => void join(), JOIN_AGAIN_MS)
      return
    }
    const { revision } = snapshot.data
    view = { revision, items: new Map(itemsIn(snapshot.data).map((item) => [item.id, item])) }
    follower.began(view.items, snapshot.data)
    for (const patch of early.splice(0)) if (patch.revision > revision) apply(patch)
  }

  function apply(patch: Patch<Item>): void {
    if (!view) return
    const before = view.items
    view = patched(view, patch)
    if (!view) return void join()
    const dropped = patch.drop.flatMap((id) => before.get(id) ?? [])
    follower.changed(view.items, [...patch.put, ...dropped])
  }

  function abandon(): void {
    joins++
    notAgain?.()
    view = undefined
    early = []
  }

  return () => {
    abandon()
    line.close()
  }
}
