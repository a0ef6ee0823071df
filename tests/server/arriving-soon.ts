import type { Scenario } from '@store/firmware-sim/scenario.ts'

const EVERY_MS = 1_000

/** The same people, standing at the gate one a second: it lets them in as fast as it can. */
export const arrivingSoon = ({ name, people }: Scenario): Scenario => ({
  name,
  people: people.map((person, i) =>
    person.role.kind === 'shopper' ? { ...person, role: { ...person.role, entersAtMs: 2_000 + i * EVERY_MS } } : person,
  ),
})
