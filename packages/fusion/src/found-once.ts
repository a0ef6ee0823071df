/** Finds an answer out once for each thing asked about, told by identity: for values, which never change. */
export function foundOnce<Thing extends object, Answer>(find: (thing: Thing) => Answer): (thing: Thing) => Answer {
  const known = new WeakMap<Thing, Answer>()
  return (thing) => {
    const before = known.get(thing)
    if (before !== undefined) return before
    const found = find(thing)
    known.set(thing, found)
    return found
  }
}

/** The same for lists of things, in their order. */
export function foundOnceForList<Thing extends object, Answer>(
  find: (things: readonly Thing[]) => Answer,
): (things: readonly Thing[]) => Answer {
  const numbers = new Map<Thing, number>()
  const known = new Map<string, Answer>()
  const numberOf = (thing: Thing): number => {
    const number = numbers.get(thing) ?? numbers.size
    numbers.set(thing, number)
    return number
  }
  return (things) => {
    const name = things.map(numberOf).join()
    const before = known.get(name)
    if (before !== undefined) return before
    const found = find(things)
    known.set(name, found)
    return found
  }
}
