/** Traces of the corner shop, line by line as devices send them: what a test breaks, it breaks in the text. */
import { gzipSync } from 'node:zlib'

type Fields = Record<string, unknown>

export const headerLine = (more: Fields = {}): string =>
  JSON.stringify({
    type: 'header',
    format: 'smart-store-trace',
    version: 1,
    name: 'by hand',
    store: 'corner-shop',
    startedAt: '2026-01-05T09:00:00.000Z',
    ...more,
  })

/** A fifth of a second of gondola A, on which everything lies still. */
export function weightLine(seq: number, more: Fields = {}): string {
  const t = (seq - 1) * 200
  const samples = base64Of(new Float32Array(12 * 5 * 12).fill(500))
  const message = { at: t + 100, device: 'shelf-a', seq, kind: 'weight', t, rate: 60, gondola: 'A', shape: [12, 5, 12] }
  return JSON.stringify({ ...message, samples, ...more })
}

export const base64Of = (grams: Float32Array): string =>
  Buffer.from(grams.buffer, grams.byteOffset, grams.byteLength).toString('base64')

/** Three seconds in which nothing happens. */
export const quiet = (): string[] => [headerLine(), ...Array.from({ length: 15 }, (_, i) => weightLine(i + 1))]

/** The quiet trace with one line changed; lines count from 1, as people count. */
export const quietBut = (line: number, text: string): string[] => quiet().with(line - 1, text)

export const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`
export const packed = (lines: readonly string[]): Buffer => gzipSync(textOf(lines))
