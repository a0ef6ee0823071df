/** A schema, as little of it as reading what came over the wire needs. */
export interface Reads<T> {
  safeParse(raw: unknown): { success: true; data: T } | { success: false }
}
