import type { Beliefs } from './beliefs.ts'
import type { ConsideredTakes } from './considered-takes.ts'
import { bearingOn, handingOn, type HandedOn } from './handed-on.ts'
import type { HandMeetings, Meeting } from './hand-meetings.ts'
import type { HandOverEvidence } from './hand-over-evidence.ts'
import type { RfidPolicy } from './rfid-policy.ts'
import type { ToldBook } from './told-book.ts'
import { unitName, type Unit } from './world.ts'

/** What hands that met make likely: that something is the other one's now. */
export interface HandOvers {
  /** Takes in the meetings of these people that were over by an instant. Answers whether there was any. */
  settle(isConcerned: (actor: string) => boolean, untilMs: number): boolean
}

/**
 * Looked into no sooner than it matters: when something happens near one of the two, or one of them has left. By then all
 * that they had taken before they met is known. Any of it may have changed hands, one thing as likely as another.
 */
export function handOvers(
  believing: Beliefs,
  takes: ConsideredTakes,
  meetings: HandMeetings,
  told: ToldBook<HandOverEvidence>,
  policy: RfidPolicy,
): HandOvers {
  function takeIn(meeting: Meeting): void {
    const { pair, lastMs } = meeting
    const held = pair.map((actor) => unitsBy(actor, ({ from }) => takes.momentOf(from) < lastMs))
    const expectedOf = (actor: string, name: string): number => held[pair.indexOf(actor)]!.get(name)?.expected ?? 0
    const count = held.flatMap((units) => [...units.values()]).reduce((sum, { expected }) => sum + expected, 0)
    const share = policy.handedOver / Math.max(1, count)
    // Thing by thing: whether this one changed hands says next to nothing of that one.
    for (const name of new Set(held.flatMap((units) => [...units.keys()]))) {
      const given = held.flatMap((units, i): HandedOn[] => {
        const own = units.get(name)
        return own ? [{ from: pair[i]!, to: pair[1 - i]!, unit: own.unit, share }] : []
      })
      believing.reweigh(bearingOn(given), (worlds) => handingOn(worlds, given))
      for (const one of given) if (expectedOf(one.from, name) >= LEAST_TOLD) tell(one, meeting, count)
    }
  }

  /** Both read of it: who may have it no more, and who may have it now. */
  function tell({ from, to, unit, share }: HandedOn, meeting: Meeting, count: number): void {
    if (unit.gtin === undefined) return
    const { facingFromMs: fromMs, facingToMs: untilMs } = meeting
    const what = { gtin: unit.gtin, change: unit.from, among: Math.max(1, Math.round(count)) }
    const evidence = { from, to, ...what, fromMs, untilMs, probability: share }
    for (const actor of [from, to]) told.add(actor, [evidence])
  }

  /** By article and change, what somebody may hold, and how many units of it are to be expected. */
  function unitsBy(actor: string, isMeant: (unit: Unit) => boolean): Map<string, { unit: Unit; expected: number }> {
    const found = new Map<string, { unit: Unit; expected: number }>()
    for (const { units, probability } of believing.holdingsOf(actor))
      for (const unit of units.filter(isMeant)) {
        const name = unitName(unit)
        found.set(name, { unit, expected: probability + (found.get(name)?.expected ?? 0) })
      }
    return found
  }

  return {
    settle(isConcerned, untilMs) {
      const due = meetings.settle(isConcerned, untilMs)
      due.forEach(takeIn)
      return due.length > 0
    },
  }
}

/** What somebody holds less likely than this is not said to have been theirs to give. */
const LEAST_TOLD = 0.05
