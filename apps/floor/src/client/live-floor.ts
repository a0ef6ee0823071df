import { FloorPatch, FloorSnapshot, type FloorItem, type FloorMap } from '@store/contract/floor.ts'
import { patched } from '@store/contract/patch.ts'
import { floorView, type FloorView } from './floor-view.ts'
import type { FloorWire } from './floor-wire.ts'
import { changing, type Watched } from './watched.ts'

/** `link` says whether what is shown is what is true; what was last known stays on the screen either way. */
export interface Live {
  readonly link: 'connecting' | 'live' | 'offline'
  /** `undefined` until the store has told the first time. */
  readonly floor: FloorView | undefined
  /** When the last news came, on this machine's clock. */
  readonly heardAtMs: number | undefined
  /** The store's own words, when it does not let this screen join. */
  readonly refusal: string | undefined
}

export interface LiveFloor extends Watched<Live> {
  close(): void
}

const JOIN_AGAIN_MS = 2_000

/**
 * Follows one store's floor: joins, applies patches, joins again when one was missed [FA1] or after a break [FA2].
 * Patches that overtake the snapshot wait for it.
 */
export function liveFloor(wire: FloorWire, now: () => number, onRefused: () => void): LiveFloor {
  const live = changing<Live>({ link: 'connecting', floor: undefined, heardAtMs: undefined, refusal: undefined })
  let map: FloorMap | undefined
  let view: { revision: number; items: ReadonlyMap<string, FloorItem> } | undefined
  let early: FloorPatch[] = []
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
      const patch = FloorPatch.safeParse(raw)
      // What cannot be read may have been anything: as good as missed.
      if (!patch.success) void join()
      else if (view) apply(patch.data)
      else early.push(patch.data)
    },
  })

  async function join(): Promise<void> {
    abandon()
    const mine = joins
    const answer = await wire.join().catch(() => undefined)
    if (mine !== joins) return
    const snapshot = FloorSnapshot.safeParse(answer?.ok ? answer.value : undefined)
    if (!snapshot.success) {
      live.set({ ...live.get(), refusal: answer?.ok === false ? answer.fault.message : undefined })
      again = setTimeout(() => void join(), JOIN_AGAIN_MS)
      return
    }
    const { revision, items } = snapshot.data
    map = snapshot.data.map
    view = { revision, items: new Map(items.map((item) => [item.id, item])) }
    show(floorView(map, view.items))
    for (const patch of early.splice(0)) if (patch.revision > revision) apply(patch)
  }

  function apply(patch: FloorPatch): void {
    const shown = live.get().floor
    if (!view || !map || !shown) return
    const before = view
    view = patched<FloorItem>(before, patch)
    if (!view) return void join()
    const dropped = patch.drop.flatMap((id) => before.items.get(id) ?? [])
    const touched = new Set([...patch.put, ...dropped].map(({ kind }) => kind))
    show(floorView(map, view.items, { view: shown, touched }))
  }

  function show(floor: FloorView): void {
    live.set({ link: 'live', floor, heardAtMs: now(), refusal: undefined })
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
    close() {
      abandon()
      wire.close()
    },
  }
}
