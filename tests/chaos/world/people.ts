/** Shoppers of a simulated day: when they come, what they take, and everything that people do instead. */
import type { Prng } from '@store/kernel/prng.ts'
import type { GateDesk } from '@store/store-server/commands/gate-desk.ts'
import type { EntryPasses } from '@store/store-server/commands/entry-pass.ts'
import type { DeviceLink } from './device-link.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface PeopleSetup {
  readonly time: VirtualTime
  readonly random: Prng
  readonly passes: EntryPasses
  /** The server's gate, while it runs. */
  readonly gates: () => GateDesk | undefined
  readonly entry: DeviceLink
  readonly exit: DeviceLink
  readonly shelves: readonly DeviceLink[]
  readonly gtins: readonly string[]
  /** Which units really left the shelves, by article. */
  readonly gone: Map<string, number>
  readonly entryGate: string
  readonly exitGate: string
  /** A gate has just opened for somebody. */
  readonly opened: () => void
}

export interface People {
  arrive(account: string): void
  passAtGate(shopper: string): string
  /** Passes with which somebody really walked in. */
  readonly cameIn: ReadonlySet<string>
  readonly seen: {
    visits: number
    refused: number
    unanswered: number
    neverCameIn: number
    unseenExits: number
    acts: number
  }
}

const TRIES = 4

export function people(setup: PeopleSetup): People {
  const { time, random, passes, gates, entry, exit, shelves, gtins, gone, entryGate, exitGate } = setup
  const atGate = new Map<string, string>()
  /** On their way in, or inside: an account is one person. */
  const about = new Set<string>()
  const cameIn = new Set<string>()
  const seen = { visits: 0, refused: 0, unanswered: 0, neverCameIn: 0, unseenExits: 0, acts: 0 }

  function attempt(shopper: string, tries: number): void {
    const again = (): void => {
      if (tries >= TRIES) about.delete(shopper)
      else time.schedule(random.between(5_000, 25_000), () => attempt(shopper, tries + 1))
    }
    const desk = gates()
    if (!desk) {
      seen.unanswered++
      return again()
    }
    const { pass } = passes.issue({ shopper, party: 1 }, time.now())
    atGate.set(shopper, pass)
    let isAnswered = false
    const verdict = (answer: { readonly open: boolean }): void => {
      if (isAnswered) return
      isAnswered = true
      if (answer.open) {
        setup.opened()
        walkIn(shopper, pass)
      } else {
        seen.refused++
        again()
      }
    }
    const scan = () => desk.scan(entryGate, pass, time.now()).then(verdict, () => undefined)
    void scan()
    // The reader reads the same code twice.
    if (random.chance(0.08)) time.schedule(random.between(0, 1_500), () => void scan())
    time.schedule(15_000, () => {
      if (isAnswered) return
      isAnswered = true
      seen.unanswered++
      again()
    })
  }

  function walkIn(shopper: string, pass: string): void {
    if (random.chance(0.03)) {
      seen.neverCameIn++
      about.delete(shopper)
      // Whoever cleans the shelves was never let in by a pass.
      if (random.chance(0.7)) time.schedule(random.between(5_000, 60_000), clears)
      return
    }
    time.schedule(random.between(1_500, 4_000), () => {
      cameIn.add(pass)
      seen.visits++
      entry.say({ what: 'came-in', shopper })
      shop(shopper)
    })
  }

  function clears(): void {
    const gtin = random.pick(gtins)
    gone.set(gtin, (gone.get(gtin) ?? 0) + 1)
    random.pick(shelves).say({ what: 'changed', shopper: 'nobody', gtin, units: 1, isDoubtful: false })
  }

  function shop(shopper: string): void {
    const held = new Map<string, number>()
    const acts = random.integer(0, 8)
    const isBuyingMuch = random.chance(0.04)
    let atMs = 0
    for (let act = 0; act < acts; act++) {
      atMs += random.between(2_000, 60_000)
      time.schedule(atMs, () => {
        const puttable = [...held].filter(([, units]) => units > 0)
        const isPut = puttable.length > 0 && random.chance(0.2)
        const gtin = isPut ? random.pick(puttable)[0] : random.pick(gtins)
        const units = isPut ? -1 : isBuyingMuch ? random.integer(5, 30) : random.integer(1, 3)
        held.set(gtin, (held.get(gtin) ?? 0) + units)
        gone.set(gtin, (gone.get(gtin) ?? 0) + units)
        seen.acts++
        const isDoubtful = !isPut && random.chance(0.03)
        if (isDoubtful) held.set(gtin, 0)
        random.pick(shelves).say({ what: 'changed', shopper, gtin, units, isDoubtful })
      })
    }
    time.schedule(atMs + random.between(1_000, 30_000), () => leave(shopper))
  }

  function leave(shopper: string): void {
    about.delete(shopper)
    if (random.chance(0.015)) {
      seen.unseenExits++
      return
    }
    exit.say({ what: 'left', gate: exitGate, shopper })
    time.schedule(random.between(3_000, 12_000), () => exit.say({ what: 'went-out', gate: exitGate }))
  }

  return {
    arrive(account) {
      if (about.has(account)) return
      about.add(account)
      attempt(account, 1)
    },
    passAtGate: (shopper) => atGate.get(shopper) ?? 'none',
    cameIn,
    seen,
  }
}
