/** Where everything stands: geometry only, metres and degrees. What lies where is the planogram's. */
export interface StoreLayout {
  readonly id: string
  readonly name: string
  readonly currency: string
  readonly timeZone: string
  readonly floor: Polygon
  readonly gates: readonly Gate[]
  readonly gondolas: readonly Gondola[]
}

export type Point = readonly [x: number, y: number]
/** At least three corners, no edge crossing another; either winding. */
export type Polygon = readonly Point[]

export interface Gate {
  readonly id: string
  readonly kind: 'entry' | 'exit'
  readonly line: readonly [Point, Point]
  /** The space between the exit's two doors. */
  readonly vestibule?: Polygon
}

/**
 * `x`, `y` is the left end of the back panel seen from the front. Local x runs along the panel, shelves reach `depth`
 * to local −y (the front), `rotationDegrees` (counter-clockwise) turns local to floor coordinates.
 */
export interface Gondola {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly rotationDegrees: number
  readonly width: number
  readonly depth: number
  readonly plateWidth: number
  readonly shelves: readonly Shelf[]
}

/** `index` from 1, as devices number them; `plates` counts its plates, numbered from 1, left to right. */
export interface Shelf {
  readonly index: number
  readonly height: number
  readonly plates: number
}

/** One product's place: the plates of one shelf that it lies on. */
export interface Facing {
  readonly gtin: string
  readonly gondola: string
  readonly shelf: number
  readonly plates: readonly number[]
  readonly stock?: number
}
