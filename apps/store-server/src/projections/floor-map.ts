import type { FloorMap } from '@store/contract/floor.ts'
import type { Point, StoreLayout } from '@store/planogram/layout.ts'

/** The store's layout as the floor view draws it. */
export const floorMap = ({ id, name, currency, timeZone, floor, gates, gondolas }: StoreLayout): FloorMap => ({
  storeId: id,
  storeName: name,
  currency,
  timeZone,
  floor: floor.map(pointOf),
  gates: gates.map(({ id: gate, kind, line: [from, to], vestibule }) => ({
    id: gate,
    kind,
    line: [pointOf(from), pointOf(to)],
    ...(vestibule && { vestibule: vestibule.map(pointOf) }),
  })),
  gondolas: gondolas.map(({ shelves, ...gondola }) => ({
    ...gondola,
    shelves: shelves.map((shelf) => ({ ...shelf })),
  })),
})

const pointOf = ([x, y]: Point): [number, number] => [x, y]
