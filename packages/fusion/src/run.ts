import type { AttributionPolicy } from './attribution-policy.ts'
import type { PlateChange } from './shelf-change.ts'

/** Neighbouring plates that all gained or all lost: the trace of goods going one way. Grams are absolute. */
export interface Run {
  readonly direction: 'gained' | 'lost'
  /** Ascending by plate. */
  readonly plates: readonly RunPlate[]
  /** Without the edge plates that may only echo their neighbour, and with them. */
  readonly coreGrams: number
  readonly fullGrams: number
  readonly sigmaGrams: number
}

export interface RunPlate {
  readonly plate: number
  readonly grams: number
  readonly momentMs: number
}

/** Splits a change where its direction turns or a plate lies between. Plates that say next to nothing join no run. */
export function runsOf(plates: readonly PlateChange[], policy: AttributionPolicy): Run[] {
  const telling = plates.filter(({ grams, sigmaGrams }) => Math.abs(grams) > 2 * sigmaGrams)
  const groups: PlateChange[][] = []
  for (const plate of telling) {
    const last = groups.at(-1)?.at(-1)
    const continues = last && plate.plate - last.plate <= 2 && Math.sign(last.grams) === Math.sign(plate.grams)
    if (continues) groups.at(-1)!.push(plate)
    else groups.push([plate])
  }
  return groups.map((group) => runOf(group, policy))
}

function runOf(group: readonly PlateChange[], policy: AttributionPolicy): Run {
  const plates = group.map(({ plate, grams, momentMs }) => ({ plate, grams: Math.abs(grams), momentMs }))
  const fullGrams = total(plates)
  const echoes = [plates[0]!, plates.at(-1)!].filter((edge) => {
    const inner = plates.filter(({ plate }) => Math.abs(plate - edge.plate) === 1)
    return inner.some(({ grams }) => edge.grams < policy.couplingShare * grams)
  })
  return {
    direction: group[0]!.grams > 0 ? 'gained' : 'lost',
    plates,
    coreGrams: fullGrams - total([...new Set(echoes)]),
    fullGrams,
    sigmaGrams: Math.hypot(...group.map(({ sigmaGrams }) => sigmaGrams)),
  }
}

const total = (plates: readonly RunPlate[]): number => plates.reduce((sum, { grams }) => sum + grams, 0)
