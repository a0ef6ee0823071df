/** For what must be true if our own code is right. Stays on in production: better stopped than wrong. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`)
}
