import { toLocal } from '@store/planogram/geometry.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import type { AttributionPolicy } from './attribution-policy.ts'
import type { Sighting, TrackLog } from './track-log.ts'

/**
 * Whether an actor kept a hand in the shelves all the time between two instants, in either order: then what they did at both
 * is one reach. Where no hands are seen, nobody is known to have.
 */
export type InOneReach = (actor: string, oneMs: number, otherMs: number) => boolean

/** Each actor is looked for once, over the last `busyKeptMs`. */
export function reachesInto(
  gondola: Gondola,
  untilMs: number,
  log: Pick<TrackLog, 'between'>,
  actorOfTrack: (track: string) => string | undefined,
  policy: AttributionPolicy,
): InOneReach {
  const known = new Map<string, readonly Span[]>()
  let seen: readonly Sighting[] | undefined

  function spansOf(actor: string): readonly Span[] {
    seen ??= log.between(untilMs - policy.busyKeptMs, untilMs)
    const instants = seen
      .filter(({ people }) =>
        people.some(
          ({ id, hands }) =>
            hands.length > 0 && actorOfTrack(id) === actor && hands.some((hand) => isIn(gondola, hand, policy)),
        ),
      )
      .map(({ atMs }) => atMs)
    return joined(instants, policy.withdrawnMs)
  }

  return (actor, oneMs, otherMs) => {
    const spans = known.get(actor) ?? spansOf(actor)
    known.set(actor, spans)
    const [fromMs, toMs] = [Math.min(oneMs, otherMs), Math.max(oneMs, otherMs)]
    // A moment is when half of the weight had gone: the hand may have come or gone within as long as it may be out of sight.
    return spans.some((span) => span.fromMs - policy.withdrawnMs < fromMs && span.toMs + policy.withdrawnMs > toMs)
  }
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** Instants with no longer breaks between them. */
function joined(instants: readonly number[], breakMs: number): Span[] {
  const spans: { fromMs: number; toMs: number }[] = []
  for (const atMs of instants) {
    const last = spans.at(-1)
    if (last && atMs - last.toMs < breakMs) last.toMs = atMs
    else spans.push({ fromMs: atMs, toMs: atMs })
  }
  return spans
}

function isIn(
  gondola: Gondola,
  hand: readonly [x: number, y: number, z: number],
  { handNoise }: AttributionPolicy,
): boolean {
  const [along, deep] = toLocal(gondola, hand)
  const isWithin = (metres: number, from: number, to: number): boolean =>
    metres >= from - handNoise && metres <= to + handNoise
  return isWithin(along, 0, gondola.width) && isWithin(deep, -gondola.depth, 0)
}
