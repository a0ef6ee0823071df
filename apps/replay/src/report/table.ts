import { LINE_WIDTH, padEnd, padStart, widthOf, withBreaks, wrapped } from './text-width.ts'

const GAP = 2
/** So that the columns of tables of short names stand below each other. */
const LEAST_FIRST = 36

/** Rows of text in columns: the first takes the room that is left and breaks its lines, the others stand right-aligned. */
export function table(rows: readonly (readonly string[])[], indent: number): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))))
  const others = widths.slice(1).reduce((sum, width) => sum + width + GAP, 0)
  const first = Math.max(1, Math.min(Math.max(widths[0] ?? 1, LEAST_FIRST), LINE_WIDTH - indent - others))
  return rows.flatMap(([name = '', ...cells]) => {
    const [line = '', ...more] = wrapped(name, first)
    const rest = cells.map((cell, i) => padStart(withBreaks(cell), widths[i + 1]! + GAP)).join('')
    return [`${padEnd(line, first)}${rest}`.trimEnd(), ...more].map((text) => ' '.repeat(indent) + text)
  })
}
