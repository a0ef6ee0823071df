/**
 * The method of the 2020 competition's winner as its report describes it, written from that description (SPEC.md).
 * Offline: it sees a whole trace before it answers.
 */
import type { Product } from '@store/catalog/product.ts'
import type { Frame, GateFrame, TracksFrame, WeightFrame } from '@store/device-protocol/frame.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import type { ScoredReceipt } from '@store/replay/score.ts'
import { customersOf, nearestTrack } from './customers.ts'
import { identifyPick, identifyPut } from './identify.ts'
import { knownPlanogram, type KnownPlanogram } from './known-planogram.ts'
import { baselinePolicy, type BaselinePolicy } from './policy.ts'
import { shelfEvents, type ShelfEvent } from './shelf-events.ts'
import { splitEvent, totalOf } from './split-event.ts'
import { curvesOf } from './weight-curves.ts'

export interface BaselineInput {
  readonly store: StoreModel
  readonly frames: readonly Frame[]
  readonly inside: readonly { readonly shopper: string; readonly track?: string | undefined }[]
}

/** Everyone's receipt, each line charged without a doubt: the method knows none. */
export function baselineReceipts(
  { store, frames, inside }: BaselineInput,
  policy: BaselinePolicy = baselinePolicy,
): ScoredReceipt[] {
  const tracks = inOrderOfCapture(frames.filter((frame): frame is TracksFrame => frame.kind === 'tracks'))
  const gates = frames.filter((frame): frame is GateFrame => frame.kind === 'gate')
  const { byTrack, shoppers } = customersOf(once(gates), tracks, store.layout, inside)
  const baskets = new Map([...shoppers].map((shopper) => [shopper, new Map<string, number>()]))
  const planogram = knownPlanogram(store.planogram.facings)
  const gondolas = new Map(store.layout.gondolas.map((gondola) => [gondola.id, gondola]))
  for (const event of eventsIn(store, frames, planogram, policy)) {
    const track = nearestTrack(event, gondolas.get(event.gondola)!, tracks, policy)
    const basket = baskets.get(ownerOf(track, byTrack, shoppers) ?? '')
    if (basket !== undefined) settle(event, basket, planogram, store, policy)
  }
  return [...baskets].map(([shopper, basket]) => ({
    shopper,
    lines: [...basket].map(([gtin, quantity]) => ({ gtin, quantity })).filter(({ quantity }) => quantity > 0),
  }))
}

/** Whose a track is. A new id in mid-visit is a stranger's, unless there is only one customer whom it could be. */
function ownerOf(
  track: string | undefined,
  byTrack: ReadonlyMap<string, string>,
  shoppers: ReadonlySet<string>,
): string | undefined {
  const [only] = shoppers
  return shoppers.size === 1 ? only : byTrack.get(track ?? '')
}

/** Every event of every shelf, split by the planogram, in the order in which they began. */
function eventsIn(
  { layout, catalog }: StoreModel,
  frames: readonly Frame[],
  planogram: KnownPlanogram,
  policy: BaselinePolicy,
): ShelfEvent[] {
  const gramsOf = (gtin: string): number => catalog.find(gtin)?.weightGrams ?? Number.POSITIVE_INFINITY
  return layout.gondolas
    .flatMap((gondola) => {
      const own = frames.filter(
        (frame): frame is WeightFrame => frame.kind === 'weight' && frame.gondola === gondola.id,
      )
      return curvesOf(gondola, own).flatMap((curves) => shelfEvents(gondola.id, curves, policy))
    })
    .flatMap((event) => splitEvent(event, planogram, gramsOf, policy))
    .sort((a, b) => a.fromMs - b.fromMs)
}

function settle(
  event: ShelfEvent,
  basket: Map<string, number>,
  planogram: KnownPlanogram,
  { catalog }: StoreModel,
  policy: BaselinePolicy,
): void {
  if (totalOf(event.plates) < 0) {
    const taken = identifyPick(event, planogram, catalog.products, policy)
    if (taken !== undefined) basket.set(taken.gtin, (basket.get(taken.gtin) ?? 0) + taken.quantity)
    return
  }
  const held = [...basket].flatMap(([gtin, quantity]): { product: Product; quantity: number }[] => {
    const product = catalog.find(gtin)
    return product === undefined || quantity <= 0 ? [] : [{ product, quantity }]
  })
  const put = identifyPut(event, held, policy)
  if (put === undefined) return
  basket.set(put.gtin, basket.get(put.gtin)! - put.quantity)
  const heaviest = Math.max(...event.plates.map(({ grams }) => grams))
  const under = event.plates.filter(({ grams }) => grams >= CARRIES_FROM_SHARE * heaviest).map(({ plate }) => plate)
  planogram.add(put.gtin, event.gondola, event.shelf, under)
}

/** A plate with less than this of what the heaviest one bears does not carry the thing. */
const CARRIES_FROM_SHARE = 0.2

const inOrderOfCapture = (frames: readonly TracksFrame[]): TracksFrame[] =>
  once(frames).sort((a, b) => a.capturedMs - b.capturedMs)

function once<F extends Frame>(frames: readonly F[]): F[] {
  return [...new Map(frames.map((frame) => [`${frame.device}/${frame.seq}`, frame])).values()]
}
