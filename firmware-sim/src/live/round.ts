import type { Act, Person, Scenario } from '../scenario.ts'

/** Who comes on one entry pass: its owner first, then those whom it lets in. */
export interface Party {
  /** Unique in the whole run. */
  readonly id: string
  readonly people: readonly [host: Person, ...guests: Person[]]
  readonly entersAtMs: number
  readonly round: Round
}

/** One scenario played once, people and labels under names of their own, and everyone's arrivals in the run's time. */
export interface Round {
  readonly parties: readonly Party[]
  /** A party is in, or will not come any more. */
  settled(party: Party, admittedMs: number | undefined): void
  /**
   * When something that the script has at `atMs` is due: everyone who was to be in by then has been waited for, and the
   * longest wait at the gate is added. Nothing while someone is still outside.
   */
  appointment(atMs: number): number | undefined
}

export function openRound(scenario: Scenario, name: string, startsMs: number): Round {
  const waitedFor = new Set<Party>()
  let delayMs = 0
  const parties: Party[] = []
  const round: Round = {
    parties,
    settled(party, admittedMs) {
      waitedFor.delete(party)
      if (admittedMs !== undefined) delayMs = Math.max(delayMs, admittedMs - party.entersAtMs)
    },
    appointment(atMs) {
      const isOutside = [...waitedFor].some((party) => party.entersAtMs < atMs)
      return isOutside ? undefined : atMs + delayMs
    },
  }
  for (const person of scenario.people) {
    const { role } = person
    if (role.kind !== 'shopper') continue
    const guests = scenario.people.filter((one) => one.role.kind === 'guest' && one.role.host === person.id)
    const renamed = (one: Person): Person => renamedPerson(one, name, startsMs)
    const entersAtMs = startsMs + role.entersAtMs
    parties.push({ id: `${name}/${person.id}`, people: [renamed(person), ...guests.map(renamed)], entersAtMs, round })
  }
  for (const party of parties) waitedFor.add(party)
  return round
}

function renamedPerson({ id, role, acts }: Person, name: string, startsMs: number): Person {
  const named = (one: string): string => `${name}/${one}`
  return {
    id: named(id),
    role:
      role.kind === 'guest'
        ? { ...role, host: named(role.host) }
        : role.kind === 'shopper'
          ? { ...role, entersAtMs: startsMs + role.entersAtMs }
          : role,
    acts: acts.map((act) => renamedAct(act, named, startsMs)),
  }
}

function renamedAct(act: Act, named: (one: string) => string, startsMs: number): Act {
  const when = {
    ...(act.atMs !== undefined && { atMs: startsMs + act.atMs }),
    ...(act.after !== undefined && { after: named(act.after) }),
    ...(act.label !== undefined && { label: named(act.label) }),
  }
  if (act.do === 'give') return { ...act, ...when, to: named(act.to) }
  if (act.do === 'receive') return { ...act, ...when, from: named(act.from) }
  return { ...act, ...when }
}
