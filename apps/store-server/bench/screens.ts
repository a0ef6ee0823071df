import { FloorPatch } from '@store/contract/floor.ts'
import { VisitPatch } from '@store/contract/visit.ts'
import { openSocket } from '../../../tests/server/device-socket.ts'
import type { StoreProcess } from '../../../tests/server/store-process.ts'
import { dotText, linesText, type DueChanges } from './due-changes.ts'

/** The phones of everyone inside and one screen of the staff's, and when what came to them. */
export interface Screens {
  /** A phone begins to watch; again and again for one who comes again. */
  watch(shopper: string): void
  waits(due: DueChanges, fromMs: number, toMs: number): Waits
  close(): void
}

/** From the arrival of the frame that made a change due to the screen that has it, milliseconds. */
export interface Waits {
  readonly dots: readonly number[]
  readonly baskets: readonly number[]
  readonly receipts: readonly number[]
  /** Due, and never seen. */
  readonly missing: number
}

interface Seen {
  readonly atMs: number
  readonly lines: string
  readonly isPaid: boolean
}

export async function openScreens(store: StoreProcess): Promise<Screens> {
  const phones = new Map<string, Seen[]>()
  const map: { readonly atMs: number; readonly dots: readonly string[] }[] = []
  const sockets = [await openSocket(store.url, '/floor', store.staffToken)]
  sockets[0]!.on('floor:patched', (raw) => {
    const atMs = Date.now()
    const dots = FloorPatch.parse(raw).put.flatMap((item) =>
      item.kind === 'dot' ? [dotText(item.id, item.x, item.y)] : [],
    )
    if (dots.length > 0) map.push({ atMs, dots })
  })
  await sockets[0]!.emitWithAck('floor:join', { storeId: '' })

  async function watch(shopper: string): Promise<void> {
    if (phones.has(shopper)) return
    const seen: Seen[] = []
    phones.set(shopper, seen)
    const socket = await openSocket(store.url, '/shopper', store.tokenOf(shopper))
    sockets.push(socket)
    socket.on('visit:patched', (raw) => {
      const atMs = Date.now()
      for (const { lines, status, payment } of VisitPatch.parse(raw).put) {
        const isPaid = status === 'sealed' && (payment === 'charged' || payment === 'nothing-to-pay')
        seen.push({ atMs, lines: linesText(lines), isPaid })
      }
    })
    await socket.emitWithAck('visit:join', {})
  }

  return {
    watch: (shopper) => void watch(shopper).catch((error: unknown) => console.error(error)),
    waits(due, fromMs, toMs) {
      const within = <T extends { readonly atMs: number }>(all: readonly T[]): T[] =>
        all.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
      const [baskets, receipts] = [within(due.baskets), within(due.receipts)]
      const basketWaits = baskets.flatMap(({ shopper, atMs, lines }) =>
        waitFor(phones.get(shopper), atMs, (seen) => seen.lines === lines),
      )
      const receiptWaits = receipts.flatMap(({ shopper, atMs }) =>
        waitFor(phones.get(shopper), atMs, ({ isPaid }) => isPaid),
      )
      const missing = baskets.length + receipts.length - basketWaits.length - receiptWaits.length
      return { dots: dotWaits(within(due.sights), map), baskets: basketWaits, receipts: receiptWaits, missing }
    },
    close: () => sockets.forEach((socket) => socket.disconnect()),
  }
}

/** A change that a heartbeat made due before the frame did counts as no wait. */
const EARLIER_MS = 1_000

function waitFor(seen: readonly Seen[] | undefined, atMs: number, is: (one: Seen) => boolean): number[] {
  const found = seen?.find((one) => one.atMs >= atMs - EARLIER_MS && is(one))
  return found ? [Math.max(0, found.atMs - atMs)] : []
}

/** Until the map shows a frame's dots, or those of a later frame: patches come ten times a second, frames fifteen times. */
function dotWaits(
  sights: DueChanges['sights'],
  map: readonly { readonly atMs: number; readonly dots: readonly string[] }[],
): number[] {
  const shownBy = new Map<string, number>()
  for (const { atMs, dots } of map) for (const dot of dots) if (!shownBy.has(dot)) shownBy.set(dot, atMs)
  const waits: number[] = []
  let shownMs: number | undefined
  for (const { atMs, dots } of sights.toReversed()) {
    const instants = dots.flatMap((dot) => shownBy.get(dot) ?? []).filter((instant) => instant >= atMs)
    if (instants.length > 0) shownMs = Math.min(shownMs ?? Number.POSITIVE_INFINITY, ...instants)
    if (dots.length > 0 && shownMs !== undefined) waits.push(shownMs - atMs)
  }
  return waits
}
