import type { Product } from '@store/catalog/product.ts'
import type { Facing } from '@store/planogram/layout.ts'
import type { Stray, Unit } from './world.ts'

/** One thing that may have moved, and how: what happened on a run is a set of moves whose weights add up to its own. */
export type Move =
  | { readonly kind: 'take'; readonly product: Product; readonly facing: Facing }
  | { readonly kind: 'take-stray'; readonly stray: Stray }
  | { readonly kind: 'take-unseen'; readonly product: Product }
  | {
      readonly kind: 'return'
      readonly actor: string
      readonly unit: Unit
      readonly held: number
      readonly facing: Facing
    }
  | {
      readonly kind: 'misplace'
      readonly actor: string
      readonly unit: Unit
      readonly held: number
      readonly mistaken?: Mistaken
    }
  | { readonly kind: 'restock'; readonly product: Product; readonly facing: Facing; readonly quantity: number }

/** It lies where something like it belongs: the facing, and how many articles like it the store has. */
export interface Mistaken {
  readonly facing: Facing
  readonly alike: number
}

/** Something of a shopper's comes back to a shelf, of which they hold so many units alike. */
export type Put = Extract<Move, { kind: 'return' | 'misplace' }>

export const isPut = (move: Move): move is Put => move.kind === 'return' || move.kind === 'misplace'

/** What the shelf should weigh more (+) or less (−), grams: by the catalogue, or by what this very unit weighed before. */
export function gramsOf(move: Move): number {
  switch (move.kind) {
    case 'take':
    case 'take-unseen':
      return -move.product.weightGrams
    case 'take-stray':
      return -move.stray.unit.grams
    case 'return':
    case 'misplace':
      return move.unit.grams
    case 'restock':
      return move.product.weightGrams * move.quantity
  }
}

/** How sure that is, grams²: units of one article scatter independently, a unit that was weighed only as scales do. */
export function varianceOf(move: Move): number {
  switch (move.kind) {
    case 'take':
    case 'take-unseen':
      return move.product.weightSpreadGrams ** 2
    case 'take-stray':
      return move.stray.unit.sigmaGrams ** 2
    case 'return':
    case 'misplace':
      return move.unit.sigmaGrams ** 2
    case 'restock':
      return move.product.weightSpreadGrams ** 2 * move.quantity
  }
}

/** Whether this very unit crossed a plate before. */
export const isWeighed = (move: Move): boolean => isPut(move) || move.kind === 'take-stray'

export const unitsIn = (move: Move): number => (move.kind === 'restock' ? move.quantity : 1)

export function articleOf(move: Move): string | undefined {
  switch (move.kind) {
    case 'take':
    case 'take-unseen':
    case 'restock':
      return move.product.gtin
    case 'take-stray':
      return move.stray.unit.gtin
    case 'return':
    case 'misplace':
      return move.unit.gtin
  }
}

/** The plates that a move's weight should lie on; `undefined` for a thing that may lie anywhere. */
export function zoneOf(move: Move): readonly number[] | undefined {
  switch (move.kind) {
    case 'take':
    case 'return':
    case 'restock':
      return move.facing.plates
    case 'take-stray':
      return move.stray.plates
    case 'take-unseen':
    case 'misplace':
      return undefined
  }
}

/** Tells the moves that may be considered on one run apart. */
export function moveName(move: Move): string {
  const place = zoneOf(move)?.join('.') ?? ''
  const of = isWeighed(move) ? (isPut(move) ? `${move.actor} ${move.unit.from}` : move.kind) : ''
  return JSON.stringify([move.kind, articleOf(move) ?? '', place, of, unitsIn(move)])
}
