import { refill, type Stateful } from '@store/kernel/stateful.ts'

/** What was told that bore on somebody's goods, by whose they are, oldest first. */
export interface ToldBook<Told> extends Stateful<ReadonlyMap<string, readonly Told[]>> {
  of(actor: string): readonly Told[]
  add(actor: string, evidence: readonly Told[]): void
  rename(from: string, to: string): void
  forget(isRemembered: (actor: string) => boolean): void
}

export function toldBook<Told>(): ToldBook<Told> {
  const told = new Map<string, readonly Told[]>()
  const add = (actor: string, evidence: readonly Told[]): void => {
    if (evidence.length > 0) told.set(actor, [...(told.get(actor) ?? []), ...evidence])
  }
  return {
    of: (actor) => told.get(actor) ?? [],
    add,
    rename(from, to) {
      const evidence = told.get(from) ?? []
      told.delete(from)
      add(to, evidence)
    },
    forget(isRemembered) {
      for (const actor of told.keys()) if (!isRemembered(actor)) told.delete(actor)
    },
    save: () => told,
    restore: (state) => refill(told, state),
  }
}
