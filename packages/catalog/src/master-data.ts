import { defineFault } from '@store/kernel/fault.ts'
import { z } from 'zod'
import { lineAndColumn, whereJsonBreaks } from './json-syntax.ts'

/**
 * How a store's own files (products, layout, planogram) are read: all problems of a file are found at once, and each is
 * told to the person who keeps the file, with entry, field, what is wrong and what to write instead [CA8].
 */
export const MasterDataWrong = defineFault(
  'catalog.master-data-wrong',
  'refused',
  (d: { file: string; problems: readonly Problem[] }) => {
    const told = d.problems.slice(0, MOST_TOLD).map(sentence)
    if (told.length === 1) return `${d.file}: ${told[0]}`
    const rest = d.problems.length - told.length
    const list = rest > 0 ? [...told, `and ${rest} more`] : told
    return `${d.file} has ${d.problems.length} problems:\n${list.map((line) => `  ${line}`).join('\n')}`
  },
)

export interface Problem {
  /** Which part of the file, as a person would say it: `entry 3 (GTIN 4006381333931)`; empty for the file as a whole. */
  readonly entry: string
  /** The field in it, such as `plates[2]`; empty for the entry as a whole. */
  readonly field: string
  /** What is wrong, and what to do: `is 0; give ...`, without a full stop. */
  readonly flaw: string
}

/** A screen holds about this many; the next run tells the rest. */
const MOST_TOLD = 20

const sentence = ({ entry, field, flaw }: Problem): string =>
  `${[entry, field].filter((part) => part !== '').join(', ') || 'it'} ${flaw}.`

/** Throws `MasterDataWrong` with line and column where the text stops being JSON. A byte order mark is let pass. */
export function parseJson(text: string, file: string): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return JSON.parse(json)
  } catch (cause) {
    const offset = whereJsonBreaks(json) ?? json.length
    const { line, column } = lineAndColumn(json, offset)
    const found = json.slice(offset).match(/^(?:[\w.+-]+|.)/)?.[0]
    const flaw = `is not JSON: ${syntaxFlaw(found)}`
    throw MasterDataWrong({ file, problems: [{ entry: `line ${line}, column ${column}`, field: '', flaw }] }, cause)
  }
}

function syntaxFlaw(found: string | undefined): string {
  if (found === undefined) return 'the text ends too early; look for a bracket, brace or quote that is never closed'
  if (/^[+-]?(NaN|Infinity)$/i.test(found)) return `it has no ${found}; give a number, or leave the field out`
  const what = `${JSON.stringify(found)} cannot stand there`
  return `${what}; look there and just before it for a comma, quote or bracket too many or too few`
}

/** Splits a path inside the file into the entry that a person knows and the field in it. */
export type Locate = (path: readonly PropertyKey[]) => { entry: string; field: string }

/** `value` in the schema's shape, or `MasterDataWrong` with everything that the schema found. */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown, file: string, locate: Locate): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => ({ ...locate(path), flaw: message }))
  throw MasterDataWrong({ file, problems })
}

/** A schema's error text: what the field holds, and what it should hold. `wanted` completes "give ...". */
export const give = (wanted: string) => ({
  error: ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `is missing; give ${wanted}` : `is ${shown(input)}; give ${wanted}`,
})

export const NonBlank = (wanted: string) => z.string(give(wanted)).regex(/\S/, give(wanted))

/** `entry 3 (GTIN 4006381333931)`: counted from 1, as a person scrolling through the file counts. */
export function nameEntry(index: number, entry: unknown): string {
  const gtin = typeof entry === 'object' && entry !== null && 'gtin' in entry ? entry.gtin : undefined
  return `entry ${index + 1}${typeof gtin === 'string' ? ` (GTIN ${gtin})` : ''}`
}

/** For a file that is one list: the entry is the element, the field the rest of the path. */
export const inList =
  (list: unknown): Locate =>
  ([index, ...field]) =>
    typeof index === 'number'
      ? { entry: nameEntry(index, Array.isArray(list) ? list[index] : undefined), field: fieldName(field) }
      : { entry: '', field: '' }

/** `shelves[0].height` */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`
    return name === '' ? String(step) : `${name}.${String(step)}`
  }, '')
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value) // JSON would show NaN and Infinity as null
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
