import type { Catalog } from '@store/catalog/catalog.ts'
import {
  checkShape,
  give,
  inList,
  MasterDataWrong,
  nameEntry,
  parseJson,
  type Problem,
} from '@store/catalog/master-data.ts'
import { z } from 'zod'
import type { Facing, StoreLayout } from './layout.ts'

/** Which product belongs on which plates. What should be, not what is: misplaced stock is fusion's to know. */
export interface Planogram {
  readonly facings: readonly Facing[]
  /** The facing that a plate belongs to; `undefined` for a plate that is left empty, and for one that does not exist. */
  at(gondola: string, shelf: number, plate: number): Facing | undefined
  /** By any spelling of the GTIN. A product may have several places, and one that is not on show has none. */
  facingsOf(gtin: string): readonly Facing[]
  onShelf(gondola: string, shelf: number): readonly Facing[]
}

/** What a planogram is checked against. */
export interface StoreData {
  readonly layout: StoreLayout
  readonly catalog: Catalog
}

/**
 * Reads a planogram file: a JSON array of `{gtin, gondola, shelf, plates, stock?}`, other fields ignored.
 * Throws `MasterDataWrong` with every problem found.
 */
export function parsePlanogram(text: string, file: string, store: StoreData): Planogram {
  return checkPlanogram(parseJson(text, file), file, store)
}

/** The same for JSON that is parsed already, such as a trace header's; `where` names its place in faults. */
export function checkPlanogram(entries: unknown, where: string, { layout, catalog }: StoreData): Planogram {
  const claims = checkShape(FacingList, entries, where, inList(entries))
  const problems = [
    ...claims.flatMap((facing, index) => strangers(facing, nameEntry(index, facing), layout, catalog)),
    ...platesClaimedTwice(claims),
  ]
  if (problems.length > 0) throw MasterDataWrong({ file: where, problems })
  return planogramOf(
    claims.map(({ stock, ...facing }) => ({
      ...facing,
      gtin: catalog.find(facing.gtin)?.gtin ?? facing.gtin, // the catalog's spelling, so that joins and receipts agree
      ...(stock !== undefined && { stock }),
    })),
    catalog,
  )
}

const wanted = {
  gtin: give('the GTIN as a string of digits'),
  gondola: give("a gondola's id"),
  shelf: give('the number of the shelf, from 1'),
  plates: give('the numbers of the plates it lies on, from 1, such as [1, 2, 3]'),
  plate: give('a plate number, from 1'),
  stock: give('the number of units, a whole number, 0 or more, or leave the field out'),
}

const FacingEntry = z.object(
  {
    gtin: z.string(wanted.gtin),
    gondola: z.union([z.string(), z.int()], wanted.gondola).transform((id) => String(id)),
    shelf: z.int(wanted.shelf).positive(wanted.shelf),
    plates: z.array(z.int(wanted.plate).positive(wanted.plate), wanted.plates).min(1, wanted.plates),
    stock: z.int(wanted.stock).nonnegative(wanted.stock).optional(),
  },
  give('an object {gtin, gondola, shelf, plates}'),
)
type FacingEntry = z.infer<typeof FacingEntry>

const FacingList = z.array(FacingEntry, give('a JSON array of facings: [{"gtin": ..., "gondola": ..., ...}]'))

/** What the entry names and the store does not have [PL6]. */
function strangers(facing: FacingEntry, entry: string, layout: StoreLayout, catalog: Catalog): Problem[] {
  const problems: Problem[] = []
  if (!catalog.find(facing.gtin)) {
    const flaw = `"${facing.gtin}" is not among the store's products; add it to the products, or correct it`
    problems.push({ entry, field: 'gtin', flaw })
  }
  const gondola = layout.gondolas.find(({ id }) => id === facing.gondola)
  if (!gondola) {
    const flaw = `"${facing.gondola}" does not exist; the store has ${listed(layout.gondolas.map(({ id }) => id))}`
    return [...problems, { entry, field: 'gondola', flaw }]
  }
  const board = gondola.shelves.find(({ index }) => index === facing.shelf)
  if (!board) {
    const flaw = `${facing.shelf} does not exist; gondola ${gondola.id} has ${listed(gondola.shelves.map(({ index }) => index))}`
    return [...problems, { entry, field: 'shelf', flaw }]
  }
  for (const number of facing.plates.filter((plate) => plate > board.plates)) {
    const flaw = `name plate ${number}, which does not exist; shelf ${board.index} of gondola ${gondola.id} has plates 1 to ${board.plates}`
    problems.push({ entry, field: 'plates', flaw })
  }
  return problems
}

/** A plate weighs one product: with two on it no weight could be explained [PL7]. */
function platesClaimedTwice(claims: readonly FacingEntry[]): Problem[] {
  const holders = new Map<string, number>()
  return claims.flatMap((facing, index) =>
    facing.plates.flatMap((number) => {
      const key = plateKey(facing.gondola, facing.shelf, number)
      const holder = holders.get(key)
      holders.set(key, index)
      if (holder === undefined) return []
      const flaw =
        holder === index
          ? `name plate ${number} twice; name it once`
          : `name plate ${number} of gondola ${facing.gondola}, shelf ${facing.shelf}, which ${nameEntry(holder, claims[holder])} has already; a plate holds one product, so take it from one of the two`
      return [{ entry: nameEntry(index, facing), field: 'plates', flaw }]
    }),
  )
}

function planogramOf(facings: readonly Facing[], catalog: Catalog): Planogram {
  const byPlate = new Map(
    facings.flatMap((facing) =>
      facing.plates.map((plate) => [plateKey(facing.gondola, facing.shelf, plate), facing] as const),
    ),
  )
  const byGtin = grouped(facings, ({ gtin }) => gtin)
  const byShelf = grouped(facings, ({ gondola, shelf }) => shelfKey(gondola, shelf))
  return {
    facings,
    at: (gondola, shelf, plate) => byPlate.get(plateKey(gondola, shelf, plate)),
    facingsOf: (gtin) => byGtin.get(catalog.find(gtin)?.gtin ?? gtin) ?? [],
    onShelf: (gondola, shelf) => byShelf.get(shelfKey(gondola, shelf)) ?? [],
  }
}

function grouped(
  facings: readonly Facing[],
  keyOf: (facing: Facing) => string,
): ReadonlyMap<string, readonly Facing[]> {
  const groups = new Map<string, Facing[]>()
  for (const facing of facings) {
    const group = groups.get(keyOf(facing))
    if (group) group.push(facing)
    else groups.set(keyOf(facing), [facing])
  }
  return groups
}

const shelfKey = (gondola: string, shelf: number): string => `${gondola}/${shelf}`
const plateKey = (gondola: string, shelf: number, plate: number): string => `${gondola}/${shelf}/${plate}`
const listed = (names: readonly (string | number)[]): string => names.join(', ')
