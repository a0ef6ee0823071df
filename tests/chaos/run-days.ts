/** Days, and what each broke and had been through; with known bugs, and without. */
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import { bugs } from './bugs/bugs.ts'
import { type Violation, violationsIn } from './invariants/invariants.ts'
import { playEngineDay } from './world/engine-day.ts'
import type { Seams } from './world/server.ts'
import { playDay } from './world/store-day.ts'

export interface PlayedDay {
  readonly seed: number
  /** `engine`: simulated plates, trackers and gates through the whole pipeline; `events`: sensors that are always right. */
  readonly kind: 'events' | 'engine'
  readonly hours: number
  readonly sessions: number
  readonly digest: string
  readonly seen: Readonly<Record<string, number>>
  readonly violations: readonly Violation[]
}

/** Every so many days it is the whole pipeline that is played, from the plates on: a few visits, as that takes seconds each. */
const ENGINE_EVERY = 50

/** What a day is, is decided by its seed alone. */
export async function dayOf(seed: number, store: StoreFolder, seams?: Seams): Promise<PlayedDay> {
  const kind = seed % ENGINE_EVERY === 0 && !seams ? 'engine' : 'events'
  const played = kind === 'engine' ? playEngineDay({ seed, store }) : playDay({ seed, store, ...(seams && { seams }) })
  const { books, hours, seen } = await played
  return {
    seed,
    kind,
    hours,
    sessions: books.charges.size,
    digest: books.digest,
    seen,
    violations: violationsIn(books),
  }
}

export interface CaughtBug {
  readonly bug: string
  readonly about: string
  /** Hours for which the store was open until something was broken; `undefined`: nothing ever was. */
  readonly afterHours: number | undefined
  readonly seed: number | undefined
  readonly brokenInvariants: readonly string[]
  readonly example: string | undefined
}

/** A bug that shows itself only once a week is still a bug. */
const MOST_DAYS = 20

export async function* plantedBugs(from: number, store: StoreFolder): AsyncGenerator<CaughtBug> {
  for (const { name: bug, about, plant } of bugs) {
    let afterHours = 0
    let caught: PlayedDay | undefined
    for (let seed = from; seed < from + MOST_DAYS && !caught; seed++) {
      const day = await dayOf(seed, store, plant())
      afterHours += day.hours
      if (day.violations.length > 0) caught = day
    }
    const brokenInvariants = [...new Set(caught?.violations.map(({ invariant }) => invariant))]
    yield {
      bug,
      about,
      afterHours: caught && afterHours,
      seed: caught?.seed,
      brokenInvariants,
      example: caught?.violations[0]?.what,
    }
  }
}
