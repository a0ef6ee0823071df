import type { Facing } from '@store/planogram/layout.ts'

/** What lies where, as far as the method knows: the planogram, and what was put down elsewhere since. */
export interface KnownPlanogram {
  /** The articles on one plate; none on an empty one. */
  on(gondola: string, shelf: number, plate: number): ReadonlySet<string>
  /** Something was put down: it lies on these plates as well from now on. */
  add(gtin: string, gondola: string, shelf: number, plates: readonly number[]): void
}

export function knownPlanogram(facings: readonly Facing[]): KnownPlanogram {
  const byPlate = new Map<string, Set<string>>()
  const none: ReadonlySet<string> = new Set()
  function add(gtin: string, gondola: string, shelf: number, plates: readonly number[]): void {
    for (const plate of plates) {
      const key = keyOf(gondola, shelf, plate)
      byPlate.set(key, (byPlate.get(key) ?? new Set()).add(gtin))
    }
  }
  for (const { gtin, gondola, shelf, plates } of facings) add(gtin, gondola, shelf, plates)
  return { add, on: (gondola, shelf, plate) => byPlate.get(keyOf(gondola, shelf, plate)) ?? none }
}

const keyOf = (gondola: string, shelf: number, plate: number): string => `${gondola}/${shelf}/${plate}`
