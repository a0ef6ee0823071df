import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'palette.css'), 'utf8')
const [light, dark] = css.split('@media (prefers-color-scheme: dark)').map(coloursIn)

/** Which text stands on which ground, as the screens use them. */
const pairs: readonly [text: string, ground: string][] = [
  ...['ink', 'ink-soft', 'go', 'bad-ink', 'doubt-ink'].flatMap((text): [string, string][] => [
    [text, 'ground'],
    [text, 'card'],
  ]),
  ['ink', 'hairline'],
  ['on-go', 'go'],
  ['go-ink', 'go-soft'],
  ['doubt-ink', 'doubt-soft'],
  ['bad-ink', 'bad-soft'],
]

describe.each([
  ['light', light!],
  ['dark', { ...light!, ...dark! }],
])('in the %s theme', (_, colours) => {
  test.each(pairs)('[HS7] %s on %s reaches 4.5:1', (text, ground) => {
    expect(contrast(colours[text]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5)
  })
})

test('[HS7] every colour has a value in both themes', () => {
  expect(Object.keys(dark!)).toEqual(Object.keys(light!))
})

function coloursIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]))
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (lighter! + 0.05) / (darker! + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
