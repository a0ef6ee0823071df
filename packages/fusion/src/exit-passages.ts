import type { RfidFrame } from '@store/device-protocol/frame.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { RfidPolicy } from './rfid-policy.ts'
import type { VisitEvent } from './visit-event.ts'

/** Somebody between the first door of an exit and the second. */
export interface Passage {
  readonly actor: string
  readonly gate: string
  readonly leftMs: number
  /** Infinity until the second door reports them. */
  readonly departedMs: number
  /** Several go out on one pass, one after the other; the first long before the last, by whom the visit ends. */
  readonly isParty: boolean
}

/** A tag, and how well the instants at which it was read fit each of those who passed, 0 to 1. */
export interface TagSighting {
  readonly epc: string
  readonly fits: readonly number[]
}

/** People who passed together, and what was read meanwhile. */
export interface Crossing {
  readonly people: readonly Passage[]
  readonly sightings: readonly TagSighting[]
}

/** Who is between an exit's doors, and what its reader says meanwhile. */
export interface ExitPassages extends Stateful<ExitPassagesState> {
  hear(event: VisitEvent): void
  sweep(frame: RfidFrame): void
  /** The reader has told by then what it had to tell of this one, or had its chance. */
  isOver(actor: string, atMs: number): boolean
  /** What was read of an actor and of those who passed together with them; each is answered for once. */
  close(actor: string): Crossing | undefined
  /** Who turned back, or whose visit was closed before they went out, is asked about by nobody. */
  forget(isRemembered: (actor: string) => boolean): void
}

export interface ExitPassagesState {
  readonly parties: ReadonlySet<string>
  readonly open: ReadonlyMap<string, Passage>
  readonly silent: ReadonlyMap<string, number>
  readonly sweeps: readonly RfidFrame[]
}

type OpenPassage = { -readonly [K in keyof Passage]: Passage[K] }

export function exitPassages(policy: RfidPolicy): ExitPassages {
  const parties = new Set<string>()
  const open = new Map<string, OpenPassage>()
  /** Passages at a gate since its reader last spoke. */
  const silent = new Map<string, number>()
  let sweeps: RfidFrame[] = []

  function hear(event: VisitEvent): void {
    if (event.type === 'scanned' && event.party > 1) parties.add(event.actor)
    if (event.type === 'left') {
      const { actor, gate, atMs } = event
      open.set(actor, {
        actor,
        gate,
        leftMs: atMs,
        departedMs: Number.POSITIVE_INFINITY,
        isParty: parties.delete(actor),
      })
    }
    if (event.type === 'departed') {
      const passage = open.get(event.actor)
      if (passage) passage.departedMs = event.atMs
    }
  }

  function sweep(frame: RfidFrame): void {
    sweeps.push(frame)
    // Now and then, and not for each of thousands a second: what is older fits nobody anyway.
    if (frame.capturedMs - sweeps[0]!.capturedMs > 2 * policy.partyMs)
      sweeps = sweeps.filter(({ capturedMs }) => frame.capturedMs - capturedMs <= policy.partyMs)
    silent.set(frame.gate, 0)
  }

  function isOver(actor: string, atMs: number): boolean {
    const passage = open.get(actor)
    if (!passage || (silent.get(passage.gate) ?? 0) >= policy.silentPassages) return true
    const first = sweeps.find(
      (frame) => frame.capturedMs >= passage.leftMs && fitOf(frame, passage, policy) >= policy.sweptFrom,
    )
    const sweptMs = first ? first.capturedMs + policy.sweepsForMs : Number.POSITIVE_INFINITY
    return atMs >= Math.min(sweptMs, passage.departedMs + policy.afterDoorMs, passage.leftMs + policy.silentForMs)
  }

  function close(actor: string): Crossing | undefined {
    const passage = open.get(actor)
    if (!passage) return undefined
    const beside = [...open.values()].filter((other) => other !== passage && other.gate === passage.gate)
    const people = [passage, ...beside]
      .filter((one) => sweeps.some((frame) => fitOf(frame, one, policy) >= policy.sweptFrom))
      .sort((a, b) => a.leftMs - b.leftMs || (a.actor < b.actor ? -1 : 1))
    for (const { actor: name } of people) open.delete(name)
    if (open.delete(actor)) {
      silent.set(passage.gate, (silent.get(passage.gate) ?? 0) + 1)
      return undefined
    }
    return { people, sightings: sightingsOf(people, passage.gate) }
  }

  /** Each tag once, however often it was read. */
  function sightingsOf(people: readonly Passage[], gate: string): TagSighting[] {
    const fits = new Map<string, number[]>()
    for (const frame of sweeps) {
      if (frame.gate !== gate) continue
      const own = people.map((passage) => fitOf(frame, passage, policy))
      if (own.every((fit) => fit === 0)) continue
      for (const { epc } of frame.reads) {
        const before = fits.get(epc)
        // Whoever carried it was there whenever it was read.
        fits.set(epc, before ? before.map((fit, i) => Math.min(fit, own[i]!)) : own)
      }
    }
    return [...fits].map(([epc, own]) => ({ epc, fits: own })).sort((a, b) => (a.epc < b.epc ? -1 : 1))
  }

  return {
    hear,
    sweep,
    isOver,
    close,
    forget(isRemembered) {
      for (const actor of parties) if (!isRemembered(actor)) parties.delete(actor)
      for (const actor of open.keys()) if (!isRemembered(actor)) open.delete(actor)
    },
    save: () => ({ parties, open, silent, sweeps }),
    restore(state) {
      parties.clear()
      for (const actor of state.parties) parties.add(actor)
      refill(open, state.open)
      refill(silent, state.silent)
      sweeps = [...state.sweeps]
    },
  }
}

/** 1 between the doors, falling off before the first and after the second. */
function fitOf({ gate, capturedMs }: RfidFrame, passage: Passage, policy: RfidPolicy): number {
  if (gate !== passage.gate) return 0
  const earlyMs = passage.leftMs - capturedMs
  const lateMs = capturedMs - passage.departedMs
  const offMs = Math.max(earlyMs, lateMs, 0)
  if (passage.isParty && earlyMs > 0 && earlyMs <= policy.partyMs) return 1
  return offMs === 0 ? 1 : offMs > MOST_DEVIATIONS * policy.aroundDoorsMs ? 0 : Math.exp(-offMs / policy.aroundDoorsMs)
}

const MOST_DEVIATIONS = 3
