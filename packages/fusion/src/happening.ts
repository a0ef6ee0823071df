import { likeliestFirst } from './likeliest-first.ts'
import { articleOf, unitsIn, type Move } from './move.ts'

/** One move with who made it, or what a run was taken for when no move explains it. */
export type Happening =
  | { readonly kind: 'moved'; readonly move: Move; readonly actor: string; readonly reached: Reached }
  | { readonly kind: 'unexplained'; readonly actor: string }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'nothing' }

/** One reach of an actor's: when, where along the shelf, in plates, and how plainly it was seen (`Nearness.ratio`). */
export interface Reached {
  readonly atMs: number
  readonly plate: number
  readonly ratio: number
}

/** What a change may have been, all in all. */
export interface Considered {
  readonly happened: readonly Happening[]
  readonly probability: number
}

/** Many worlds go on alike, and differ only in what was before: what happened is counted once, the likeliest first. */
export function outcomes(considered: readonly Considered[]): Considered[] {
  const byName = new Map<string, { happened: readonly Happening[]; probability: number }>()
  for (const { happened, probability } of considered) {
    const name = namesOf(happened)
    const same = byName.get(name)
    if (same) same.probability += probability
    else byName.set(name, { happened, probability })
  }
  return likeliestFirst(
    [...byName.values()],
    ({ probability }) => Math.log(probability),
    ({ happened }) => namesOf(happened),
  )
}

const namesOf = (happened: readonly Happening[]): string => happened.map(nameOf).sort().join()

/** Who did what with which article and how many, not where: a reader sees two facings of one article as one. */
function nameOf(happening: Happening): string {
  switch (happening.kind) {
    case 'moved': {
      const { move, actor } = happening
      return JSON.stringify([actor, move.kind, articleOf(move) ?? null, unitsIn(move)])
    }
    case 'unexplained':
      return JSON.stringify([happening.actor, happening.kind])
    case 'unfinished':
    case 'nothing':
      return JSON.stringify([happening.kind])
  }
}
