import { createEngine, type EngineEvent } from '@store/engine/engine.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import { openFrameLog } from '../src/pipeline/frame-log.ts'
import { readLine } from '../src/pipeline/log-line.ts'

/** What the store's frames made due, and when: an instant is the arrival of the frame that nothing had to wait for any more. */
export interface DueChanges {
  readonly baskets: readonly DueBasket[]
  readonly receipts: readonly DueReceipt[]
  readonly sights: readonly DueSight[]
  readonly frames: number
  readonly fromMs: number
  readonly toMs: number
}

export interface DueReceipt {
  readonly shopper: string
  readonly atMs: number
}

export interface DueBasket extends DueReceipt {
  readonly lines: string
}

export interface DueSight {
  readonly atMs: number
  /** `dot/<track> x y`, as the floor's map has it. */
  readonly dots: readonly string[]
}

type Line = { readonly gtin: string; readonly quantity: number; readonly confidence: number }

export const linesText = (lines: readonly Line[]): string =>
  lines.map(({ gtin, quantity, confidence }) => `${gtin} ${quantity} ${confidence}`).join(', ')

export const dotText = (id: string, x: number, y: number): string => `${id} ${x} ${y}`

/**
 * Plays the server's own frame log through an engine that has all the time in the world. It is told that every gate is
 * heard at once, as heartbeats tell the server: a gate's silence is then never what is waited for.
 */
export async function dueChanges(dataDir: string, store: StoreModel): Promise<DueChanges> {
  const storeId = store.layout.id
  const log = await openFrameLog({ dir: `${dataDir}/log`, storeId, now: Date.now })
  const { startedMs } = log.run.opening
  const engine = createEngine(store)
  const gates = store.layout.gates.map(({ id }) => `gate/${id}`)
  const shopperOf = new Map<string, string>()
  const baskets: DueBasket[] = []
  const receipts: DueReceipt[] = []
  const sights: DueSight[] = []
  let frames = 0
  let toMs = startedMs

  function due(event: EngineEvent, atMs: number): void {
    if (event.type === 'scanned') shopperOf.set(event.actor, event.shopper)
    if (event.type !== 'session') return
    const shopper = shopperOf.get(event.sessionId) ?? ''
    if (event.event.type === 'BasketRevised') baskets.push({ shopper, atMs, lines: linesText(event.event.lines) })
    if (event.event.type === 'BasketSealed') receipts.push({ shopper, atMs })
  }

  for await (const lines of log.lines(log.run.number))
    for (const line of lines) {
      const { frame } = readLine(line)
      const atMs = (toMs = startedMs + frame.arrivedMs)
      frames++
      const events = gates.flatMap((gate) => engine.heard(gate, frame.arrivedMs, frame.arrivedMs))
      for (const event of [...events, ...engine.take(frame)]) due(event, atMs)
      if (frame.kind === 'tracks')
        sights.push({ atMs, dots: frame.tracks.map(({ id, head: [x, y] }) => dotText(`dot/${id}`, toCm(x), toCm(y))) })
    }
  await log.close()
  return { baskets, receipts, sights, frames, fromMs: startedMs, toMs }
}

const toCm = (metres: number): number => Math.round(metres * 100) / 100
