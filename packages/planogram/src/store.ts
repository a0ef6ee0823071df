import { CurrencyCode } from '@store/catalog/currency.ts'
import {
  checkShape,
  fieldName,
  give,
  type Locate,
  MasterDataWrong,
  NonBlank,
  parseJson,
  type Problem,
} from '@store/catalog/master-data.ts'
import { z } from 'zod'
import type { Gate, Gondola, Polygon, StoreLayout } from './layout.ts'
import { polygonFlaw } from './polygon.ts'

/**
 * How far the plates of a shelf may reach past its gondola. Drawings are rounded (feet and inches to 0.1 mm) and plates
 * stand a little over; a plate too many is 10 cm, and must not pass.
 */
export const layoutPolicy = { plateOverhangMetres: 0.02 } as const

/**
 * Reads a store's layout file (SPEC.md has the shape); other fields are ignored.
 * Throws `MasterDataWrong` with every problem found.
 */
export function parseStore(text: string, file: string): StoreLayout {
  const raw = parseJson(text, file)
  const layout = layoutOf(checkShape(StoreFile, raw, file, partsOf(raw)))
  const problems = [
    ...shapeProblems('floor', '', layout.floor),
    ...layout.gates.flatMap(gateProblems),
    ...layout.gondolas.flatMap(gondolaProblems),
    ...sameIdTwice('gate', layout.gates),
    ...sameIdTwice('gondola', layout.gondolas),
  ]
  if (problems.length > 0) throw MasterDataWrong({ file, problems })
  return layout
}

const wanted = {
  metres: give('a number of metres'),
  length: give('a number of metres above 0'),
  height: give('a height above the floor in metres, 0 or more'),
  point: give('a point [x, y] in metres'),
  polygon: give('a list of corners [[x, y], ...]'),
  line: give("the gate's line as two points [[x, y], [x, y]]"),
  count: give('a whole number from 1'),
  id: give('an id: a string, or a whole number'),
  timeZone: give('an IANA time zone name, such as "Europe/Berlin"'),
}

const PointEntry = z.tuple([z.number(wanted.metres), z.number(wanted.metres)], wanted.point)
const PolygonEntry = z.array(PointEntry, wanted.polygon)
const Length = z.number(wanted.length).positive(wanted.length)
const Count = z.int(wanted.count).positive(wanted.count)
const Id = z.union([NonBlank('an id'), z.int()], wanted.id).transform((id) => String(id))

const GateEntry = z.object(
  {
    id: Id,
    kind: z.enum(['entry', 'exit'], give('"entry" or "exit"')),
    line: z.tuple([PointEntry, PointEntry], wanted.line),
    vestibule: PolygonEntry.optional(),
  },
  give('a gate {id, kind, line}'),
)

const ShelfEntry = z.object(
  { index: Count, height: z.number(wanted.height).nonnegative(wanted.height), plates: Count },
  give('a shelf {index, height, plates}'),
)

const GondolaEntry = z.object(
  {
    id: Id,
    x: z.number(wanted.metres),
    y: z.number(wanted.metres),
    rotation: z.number(give('degrees, counter-clockwise')),
    width: Length,
    depth: Length,
    plateWidth: Length,
    shelves: z.array(ShelfEntry, give('a list of shelves')).min(1, give('at least one shelf')),
  },
  give('a gondola {id, x, y, rotation, width, depth, plateWidth, shelves}'),
)

const StoreFile = z.object(
  {
    id: NonBlank("the store's id"),
    name: NonBlank("the store's name"),
    lengthUnit: z.literal('m', give('"m", and all lengths in metres: no other unit is read')),
    currency: CurrencyCode,
    timeZone: z.string(wanted.timeZone).refine(isTimeZone, wanted.timeZone),
    floor: PolygonEntry,
    gates: z.array(GateEntry, give('a list of gates')),
    gondolas: z.array(GondolaEntry, give('a list of gondolas')).min(1, give('at least one gondola')),
  },
  give('an object {id, name, lengthUnit, currency, timeZone, floor, gates, gondolas}'),
)
type StoreFile = z.infer<typeof StoreFile>

/** Offsets such as "+01:00", which some runtimes accept, know nothing of summer time: a business day needs a place. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

function layoutOf({ id, name, currency, timeZone, floor, gates, gondolas }: StoreFile): StoreLayout {
  return {
    id,
    name,
    currency,
    timeZone,
    floor,
    gates: gates.map(({ vestibule, ...gate }) => ({ ...gate, ...(vestibule && { vestibule }) })),
    gondolas: gondolas.map(({ rotation, shelves, ...gondola }) => ({
      ...gondola,
      rotationDegrees: rotation,
      shelves: shelves.toSorted((a, b) => a.index - b.index),
    })),
  }
}

/** Names a gate or gondola by its id, so that nobody has to count in the file. */
const partsOf =
  (raw: unknown): Locate =>
  (path) => {
    const [list, index, ...field] = path
    if ((list !== 'gates' && list !== 'gondolas') || typeof index !== 'number')
      return { entry: '', field: fieldName(path) }
    const part = z.object({ [list]: z.array(z.unknown()) }).safeParse(raw).data?.[list]?.[index]
    const id = z.object({ id: Id }).safeParse(part).data?.id
    const noun = list === 'gates' ? 'gate' : 'gondola'
    return { entry: id === undefined ? `${noun} number ${index + 1}` : `${noun} ${id}`, field: fieldName(field) }
  }

function shapeProblems(field: string, entry: string, polygon: Polygon): Problem[] {
  const flaw = polygonFlaw(polygon)
  return flaw === undefined ? [] : [{ entry, field, flaw }]
}

function gateProblems({ id, kind, line, vestibule }: Gate): Problem[] {
  const entry = `gate ${id}`
  const [[ax, ay], [bx, by]] = line
  const problems = vestibule ? shapeProblems('vestibule', entry, vestibule) : []
  if (ax === bx && ay === by)
    problems.push({ entry, field: 'line', flaw: 'starts and ends in one point; give the two ends of the opening' })
  if (kind === 'exit' && !vestibule) {
    const flaw = "is missing at an exit; give the polygon between the exit's two doors"
    problems.push({ entry, field: 'vestibule', flaw })
  }
  return problems
}

function gondolaProblems({ id, width, plateWidth, shelves }: Gondola): Problem[] {
  const entry = `gondola ${id}`
  return shelves.flatMap((shelf, i) => {
    const problems: Problem[] = []
    const field = `shelf ${shelf.index}`
    if (shelves.findIndex(({ index }) => index === shelf.index) < i)
      problems.push({
        entry,
        field,
        flaw: 'is listed twice; number the shelves of a gondola as its devices do, each once',
      })
    const taken = shelf.plates * plateWidth
    if (taken > width + layoutPolicy.plateOverhangMetres) {
      const flaw = `has ${shelf.plates} plates of ${plateWidth} m, ${taken.toFixed(3)} m in all, on a gondola ${width} m wide; correct plates, plateWidth or width`
      problems.push({ entry, field, flaw })
    }
    return problems
  })
}

function sameIdTwice(noun: string, parts: readonly { id: string }[]): Problem[] {
  const repeated = parts.filter(({ id }, i) => parts.findIndex((part) => part.id === id) < i)
  return repeated.map(({ id }) => ({
    entry: `${noun} ${id}`,
    field: 'id',
    flaw: `is the id of two ${noun}s (1 and "1" are the same id); give each its own`,
  }))
}
