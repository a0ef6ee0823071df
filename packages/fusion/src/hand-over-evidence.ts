import type { ConsideredTakes } from './considered-takes.ts'
import type { HandMeetings } from './hand-meetings.ts'
import { NOBODY, type Unit } from './world.ts'

/** Hands that met, after which something that one of two people had taken may be the other one's: told for each thing. */
export interface HandOverEvidence {
  readonly from: string
  readonly to: string
  readonly gtin: string
  /** The change in which it was taken. */
  readonly change: string
  /** For how long their hands were together, with them facing each other. */
  readonly fromMs: number
  readonly untilMs: number
  /** The probability that this changed hands then, given that it was the giver's; and how many things it may have been. */
  readonly probability: number
  readonly among: number
}

/** Who had taken a thing that another one put down: it had changed hands, unseen by any plate. */
export interface GivenBy {
  readonly actor: string
  readonly tookMs: number
  /** When their hands were last seen to meet since; absent where they were not. */
  readonly metMs?: number
}

/** Who must have given somebody a unit that they put down; `undefined` where they may well have taken it themselves. */
export function giverOf(
  actor: string,
  { from, gtin }: Pick<Unit, 'from' | 'gtin'>,
  takes: Pick<ConsideredTakes, 'of' | 'momentOf'>,
  meetings: Pick<HandMeetings, 'lastMet'>,
): GivenBy | undefined {
  const takers = takes.of(from).filter((take) => take.gtin === gtin && take.units >= LEAST_TAKEN)
  if (takers.some((take) => take.actor === actor)) return undefined
  const [likeliest] = takers.filter((take) => take.actor !== NOBODY).toSorted((a, b) => b.units - a.units)
  if (likeliest === undefined) return undefined
  const tookMs = takes.momentOf(from)
  const metMs = meetings.lastMet(actor, likeliest.actor, tookMs)
  return { actor: likeliest.actor, tookMs, ...(metMs !== undefined && { metMs }) }
}

/** Who is less likely to have taken something is not said to have had it from the shelf. */
const LEAST_TAKEN = 0.05
