/** Plots as inline SVG: text in, text out. Colours are the page's own variables, so that both its themes can be read. */

export interface Series {
  readonly name: string
  readonly colour: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Axis {
  readonly label: string
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  readonly format?: (value: number) => string
  readonly isLogarithmic?: boolean
}

export const OURS = 'var(--ours)'
export const BASELINE = 'var(--baseline)'
export const COLOURS = ['var(--ours)', 'var(--c2)', 'var(--c3)', 'var(--baseline)', 'var(--c5)'] as const

const [WIDTH, HEIGHT] = [560, 300]
const MARGIN = { top: 14, right: 16, bottom: 44, left: 56 }

/** Lines with a dot at each point, so that a curve says where it was measured. */
export function linePlot(title: string, x: Axis, y: Axis, series: readonly Series[], diagonal = false): string {
  const [atX, atY] = [scaleOf(x, MARGIN.left, WIDTH - MARGIN.right), scaleOf(y, HEIGHT - MARGIN.bottom, MARGIN.top)]
  const lines = series.map(({ name, colour, points }) => {
    const path = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${at(atX(px))} ${at(atY(py))}`).join('')
    const dots = points.map(([px, py]) => {
      const told = `${name}: ${formatted(x, px)}, ${formatted(y, py)}`
      return `<circle cx="${at(atX(px))}" cy="${at(atY(py))}" r="4" fill="${colour}"><title>${escaped(told)}</title></circle>`
    })
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`
  })
  const ideal = diagonal
    ? `<line x1="${at(atX(x.from))}" y1="${at(atY(y.from))}" x2="${at(atX(x.to))}" y2="${at(atY(y.to))}" stroke="var(--faint)" stroke-dasharray="4 4"/>`
    : ''
  return framed(title, `${gridOf(x, y, atX, atY)}${ideal}${lines.join('')}`, legendOf(series))
}

/** One group of horizontal bars for each row; a mark where a figure is asked for. */
export function barPlot(
  title: string,
  rows: readonly { readonly name: string; readonly values: readonly number[]; readonly mark?: number }[],
  bars: readonly { readonly name: string; readonly colour: string }[],
): string {
  const [left, right, rowHeight] = [230, 50, 12 * bars.length + 8]
  const width = 860
  const height = rows.length * rowHeight + 34
  const atX = (value: number): number => left + value * (width - left - right)
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (tick) =>
      `<line x1="${at(atX(tick))}" x2="${at(atX(tick))}" y1="4" y2="${height - 26}" stroke="var(--grid)"/>` +
      `<text x="${at(atX(tick))}" y="${height - 10}" text-anchor="middle">${tick}</text>`,
  )
  const drawn = rows.map(({ name, values, mark }, i) => {
    const top = 6 + i * rowHeight
    const own = values.map((value, bar) => {
      const y = top + bar * 12
      const told = `${name}, ${bars[bar]!.name}: ${value.toFixed(3)}`
      return (
        `<rect x="${left}" y="${y}" width="${at(Math.max(0, atX(value) - left))}" height="10" rx="2" fill="${bars[bar]!.colour}"><title>${escaped(told)}</title></rect>` +
        `<text x="${at(atX(value) + 4)}" y="${y + 9}" class="small">${value.toFixed(3)}</text>`
      )
    })
    const asked =
      mark === undefined
        ? ''
        : `<line x1="${at(atX(mark))}" x2="${at(atX(mark))}" y1="${top - 2}" y2="${top + 12 * bars.length}" stroke="var(--ink)" stroke-width="2"><title>required: ${mark}</title></line>`
    return `<text x="${left - 8}" y="${top + 6 * bars.length + 3}" text-anchor="end">${escaped(name)}</text>${own.join('')}${asked}`
  })
  return framed(title, [...ticks, ...drawn].join(''), legendOf(bars), width, height)
}

/** Bars made of parts, longest first as given. */
export function stackPlot(
  title: string,
  rows: readonly { readonly name: string; readonly parts: readonly number[] }[],
  parts: readonly { readonly name: string; readonly colour: string }[],
): string {
  const [left, right, rowHeight, width] = [230, 60, 24, 860]
  const height = rows.length * rowHeight + 12
  const most = Math.max(1, ...rows.map((row) => sum(row.parts)))
  const perUnit = (width - left - right) / most
  const drawn = rows.map(({ name, parts: own }, i) => {
    const y = 6 + i * rowHeight
    let x = left
    const bars = own.map((count, part) => {
      const told = `${name}, ${parts[part]!.name}: ${count}`
      const bar = `<rect x="${at(x)}" y="${y}" width="${at(count * perUnit)}" height="16" fill="${parts[part]!.colour}"><title>${escaped(told)}</title></rect>`
      x += count * perUnit
      return bar
    })
    return `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text>${bars.join('')}<text x="${at(x + 6)}" y="${y + 12}">${sum(own)}</text>`
  })
  return framed(title, drawn.join(''), legendOf(parts), width, height)
}

function gridOf(x: Axis, y: Axis, atX: (value: number) => number, atY: (value: number) => number): string {
  const across = y.ticks.map(
    (tick) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at(atY(tick))}" y2="${at(atY(tick))}" stroke="var(--grid)"/>` +
      `<text x="${MARGIN.left - 8}" y="${at(atY(tick) + 4)}" text-anchor="end">${formatted(y, tick)}</text>`,
  )
  const up = x.ticks.map(
    (tick) =>
      `<text x="${at(atX(tick))}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${formatted(x, tick)}</text>`,
  )
  const labels =
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 6}" text-anchor="middle" class="label">${escaped(x.label)}</text>` +
    `<text x="14" y="${HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 ${HEIGHT / 2})" class="label">${escaped(y.label)}</text>`
  return [...across, ...up, labels].join('')
}

function scaleOf({ from, to, isLogarithmic }: Axis, low: number, high: number): (value: number) => number {
  const turned = isLogarithmic === true ? Math.log : (value: number): number => value
  const [first, last] = [turned(from), turned(to)]
  return (value) => low + ((turned(value) - first) / (last - first)) * (high - low)
}

const legendOf = (parts: readonly { readonly name: string; readonly colour: string }[]): string =>
  `<ul class="legend">${parts.map(({ name, colour }) => `<li><i style="background:${colour}"></i>${escaped(name)}</li>`).join('')}</ul>`

function framed(title: string, body: string, legend: string, width = WIDTH, height = HEIGHT): string {
  const svg = `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${body}</svg>`
  return `<figure><figcaption>${escaped(title)}</figcaption>${legend}${svg}</figure>`
}

const formatted = ({ format = String }: Axis, value: number): string => format(value)
const at = (value: number): string => value.toFixed(1)
const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
