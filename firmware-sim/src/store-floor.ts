import type { Prng } from '@store/kernel/prng.ts'
import type { Gate, Gondola, Point, StoreLayout } from '@store/planogram/layout.ts'
import { toMillimetre } from './gondola-frame.ts'
import { cosine, sine } from './turn.ts'

const DEPTH = 0.4
const PLATE_WIDTH = 0.1
/** Two people with baskets can pass, metres. */
const AISLE = 1.7
const MARGIN = 1.3
/** Between the gates' street side and the first row of gondolas, metres. */
const ENTRANCE = 3.2

/** Gondolas in rows, back to back, each with its own shelves; gates along the front. */
export function layFloor(random: Prng, id: string, count: number): StoreLayout {
  const perRow = Math.min(6, Math.max(2, Math.ceil(count / 6)))
  const gondolas: Gondola[] = []
  let widest = 0
  let y = ENTRANCE
  for (let row = 0; gondolas.length < count; row++) {
    const facesFront = row % 2 === 0
    let x = MARGIN
    for (let i = 0; i < perRow && gondolas.length < count; i++) {
      const plates = random.integer(8, 12)
      const width = toMillimetre(plates * PLATE_WIDTH)
      // A back panel's left end, seen from its own front: for a gondola that faces away, the far end.
      const at = facesFront
        ? { x, y: y + DEPTH, rotationDegrees: 0 }
        : { x: toMillimetre(x + width), y, rotationDegrees: 180 }
      const shelves = shelvesOf(random, plates)
      gondolas.push({ id: String(gondolas.length + 1), ...at, width, depth: DEPTH, plateWidth: PLATE_WIDTH, shelves })
      x = toMillimetre(x + width)
    }
    widest = Math.max(widest, x)
    y = toMillimetre(y + DEPTH + (facesFront ? 0 : AISLE))
  }
  const width = Math.max(7, widest + MARGIN)
  const depth = y + MARGIN
  const upright = {
    floor: [[0, 0], [width, 0], [width, depth], [0, depth]] as Point[], // prettier-ignore
    gates: gatesOf(width),
    gondolas,
  }
  const angle = random.chance(0.3) ? random.integer(-80, 80) : 0
  return { id, name: `Made store ${id}`, currency: 'EUR', timeZone: 'Europe/Berlin', ...turned(upright, angle) }
}

function shelvesOf(random: Prng, plates: number): Gondola['shelves'] {
  const count = random.integer(4, 6)
  const apart = random.between(0.22, 0.3)
  return Array.from({ length: count }, (_, i) => ({ index: i + 1, height: toMillimetre(0.3 + i * apart), plates }))
}

function gatesOf(width: number): Gate[] {
  return [
    { id: 'entry', kind: 'entry', line: [[1, 0.8], [2, 0.8]] },
    {
      id: 'exit',
      kind: 'exit',
      line: [[width - 2, 1.2], [width - 1, 1.2]],
      vestibule: [[width - 2, 0], [width - 1, 0], [width - 1, 1.2], [width - 2, 1.2]],
    },
  ] // prettier-ignore
}

type Floor = Pick<StoreLayout, 'floor' | 'gates' | 'gondolas'>

/** The same floor, turned about its corner: nothing may depend on walls that run along the axes. */
function turned({ floor, gates, gondolas }: Floor, degrees: number): Floor {
  const [c, s] = [cosine((degrees / 180) * Math.PI), sine((degrees / 180) * Math.PI)]
  const turn = ([x, y]: Point): Point => [toMillimetre(x * c - y * s), toMillimetre(x * s + y * c)]
  return {
    floor: floor.map(turn),
    gates: gates.map(({ line, vestibule, ...gate }) => ({
      ...gate,
      line: [turn(line[0]), turn(line[1])],
      ...(vestibule === undefined ? {} : { vestibule: vestibule.map(turn) }),
    })),
    gondolas: gondolas.map((gondola) => {
      const [x, y] = turn([gondola.x, gondola.y])
      return { ...gondola, x, y, rotationDegrees: gondola.rotationDegrees + degrees }
    }),
  }
}
