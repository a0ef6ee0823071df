import { FloorPatch, FloorSnapshot, type FloorItem } from '@store/contract/floor.ts'
import { follow, type Link } from '@store/store-line/following.ts'
import type { Line } from '@store/store-line/line.ts'
import { changing, type Watched } from '@store/store-line/watched.ts'
import { PATCHED } from './floor-line.ts'
import { floorView, type FloorView } from './floor-view.ts'

export interface Live {
  readonly link: Link
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

/** Follows one store's floor [FV1] [FV2]. */
export function liveFloor(line: Line, now: () => number, onSignedOut: () => void): LiveFloor {
  const live = changing<Live>({ link: 'connecting', floor: undefined, heardAtMs: undefined, refusal: undefined })
  const view = {
    snapshot: FloorSnapshot,
    patch: FloorPatch,
    patchedBy: PATCHED,
    itemsIn: ({ items }: FloorSnapshot): readonly FloorItem[] => items,
  }
  const close = follow(line, view, {
    began: (items, { map }) => show(floorView(map, items)),
    changed(items, touched) {
      const shown = live.get().floor
      const kinds = new Set(touched.map(({ kind }) => kind))
      if (shown) show(floorView(shown.map, items, { view: shown, touched: kinds }))
    },
    offline: () => live.set({ ...live.get(), link: 'offline' }),
    notJoined: (refusal) => live.set({ ...live.get(), refusal }),
    signedOut: onSignedOut,
  })

  function show(floor: FloorView): void {
    live.set({ link: 'live', floor, heardAtMs: now(), refusal: undefined })
  }

  return { get: live.get, watch: live.watch, close }
}
