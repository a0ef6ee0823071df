import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CORNER_SHOP, replay } from './command.ts'
import { base64Of, headerLine, packed, quiet, quietBut, textOf, weightLine } from './hand-made.ts'

let dir = ''
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'bad-input-'))))
afterAll(() => rm(dir, { recursive: true }))

const facing = { gtin: '0084114033000', gondola: 'A', shelf: 1, plates: [1, 2, 3] }
const stray = new Float32Array(12 * 5 * 12).fill(500)
const nan = (seq: number): string => weightLine(seq, { samples: base64Of(stray.map(() => NaN)) })
const hourLater = (seq: number): string => weightLine(seq, { t: 3_600_000 + seq * 200, at: 3_600_100 + seq * 200 })

/** What is in the file, on which line it is noticed, and what standard error says of it. */
const unusable: readonly [what: string, bytes: () => string | Buffer, line: number | RegExp, says: RegExp][] = [
  ['gzip cut short', () => packed(quiet()).subarray(0, -40), /\d+/, /the gzip data ends too early/],
  ['gzip cut short in its first bytes', () => packed(quiet()).subarray(0, 5), 0, /the gzip data ends too early/],
  ['text cut short', () => textOf(quiet()).slice(0, -200), 16, /breaks off in mid-message/],
  ['an empty file', () => '', 0, /there is nothing in it/],
  ['a header and nothing else', () => textOf([headerLine()]), 1, /no device said anything/],
  ['no trace at all', () => 'gtin,name\n1,2\n', 1, /begins with a header/],
  ['another version', () => textOf(quietBut(1, headerLine({ version: 2 }))), 1, /version is 2.*version 1/],
  [
    'a store nobody has',
    () => textOf(quietBut(1, headerLine({ store: 'atlantis' }))),
    1,
    /no store "atlantis".*--store/,
  ],
  [
    'a planogram with a gondola that does not exist',
    () => textOf(quietBut(1, headerLine({ planogram: [{ ...facing, gondola: 'Z' }] }))),
    1,
    /planogram, entry 1 \(GTIN 0084114033000\), gondola "Z" does not exist/,
  ],
  [
    'a planogram with a plate that does not exist',
    () => textOf(quietBut(1, headerLine({ planogram: [{ ...facing, plates: [1, 99] }] }))),
    1,
    /planogram, entry 1 \(GTIN 0084114033000\), plates name plate 99, which does not exist/,
  ],
  [
    'a planogram with many faults',
    () =>
      textOf(
        quietBut(
          1,
          headerLine({
            planogram: [
              { ...facing, gondola: 'Y' },
              { ...facing, gtin: '4006381333931', shelf: 9 },
            ],
          }),
        ),
      ),
    1,
    /entry 1 .*"Y" does not exist.*It has 2 more such faults/,
  ],
  ['base64 that is none', () => textOf(quietBut(9, weightLine(8, { samples: '*'.repeat(3840) }))), 9, /not base64/],
  [
    'a shape that the samples do not have',
    () => textOf(quietBut(9, weightLine(8, { shape: [12, 5, 11] }))),
    9,
    /samples has 3840 characters where its shape needs 3520/,
  ],
  ['a shape that is none', () => textOf(quietBut(9, weightLine(8, { shape: [12, 0, 12] }))), 9, /shape/],
  [
    'a gondola that the store does not have',
    () => textOf(quietBut(9, weightLine(8, { gondola: 'Q' }))),
    9,
    /gondola Q, which store corner-shop does not have/,
  ],
  ['a gondola that says NaN alone', () => textOf([headerLine(), ...upTo(30).map(nan)]), /\d+/, /NaN/],
  [
    'a clock that jumps',
    () =>
      textOf([
        ...quiet(),
        ...upTo(15)
          .map((i) => hourLater(15 + i))
          .map((line) => line.replace(/"at":\d+/, '"at":3100')),
      ]),
    17,
    /captured|clock/,
  ],
  ['a line of 50 MB', () => textOf(quietBut(9, weightLine(8, { samples: 'A'.repeat(50_000_000) }))), 9, /longer|line/],
  ['a line that is not JSON', () => textOf(quietBut(9, '{"at": 1,')), 9, /this is not JSON/],
]

describe('[RP6] a trace that cannot be used ends with one line on stderr, and 2', () => {
  test.concurrent.each(unusable)('%s', async (what, bytes, line, says) => {
    const path = join(dir, `${what.replaceAll(' ', '-')}.jsonl`)
    await writeFile(path, bytes())
    for (const args of [[path], [path, '--json', '--explain']]) {
      const { code, stdout, stderr } = await replay(...args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(says)
      expect(stderr).toMatch(/^[^\n]+\n$/)
      const [, number] = /, line (\d+): /.exec(stderr) ?? []
      expect(stderr.startsWith(`${path}, line ${number}: `)).toBe(true)
      expect(number).toMatch(line instanceof RegExp ? line : new RegExp(`^${line}$`))
    }
  })

  test('while the same trace unbroken is fine', async () => {
    const path = join(dir, 'quiet.jsonl.gz')
    await writeFile(path, packed(quiet()))
    expect(await replay(path)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('no receipt') })
  })

  test('[RP2] one bad trace among good ones leaves standard output empty with --json', async () => {
    const [good, bad] = [join(dir, 'good.jsonl'), join(dir, 'bad.jsonl')]
    await writeFile(good, textOf(quiet()))
    await writeFile(bad, textOf(quietBut(4, 'nonsense')))
    const { code, stdout, stderr } = await replay('--json', good, bad)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/bad\.jsonl, line 4: [^\n]+\n$/)
  })
})

describe('what is asked for must be there', () => {
  test.concurrent.each([
    [
      '[RP6] a file that is missing',
      () => [join(dir, 'nowhere.jsonl.gz')],
      /nowhere\.jsonl\.gz, line 0: there is no such file/,
    ],
    ['[RP6] a folder', () => [dir], /line 0: this is a directory/],
    ['[RP1] no file', () => [], /at least one FILE/],
    ['[RP1] an option that does not exist', () => ['x.jsonl', '--colour'], /'--colour'/],
    ['[RP1] a score above 1', () => ['x.jsonl', '--truth', '--min-f1', '2'], /--min-f1 is "2"/],
    [
      '[RP8] the truth',
      () => [join(dir, 'quiet-1.jsonl'), '--truth'],
      /quiet-1\.truth\.json cannot be read \(there is no such file\)/,
    ],
    [
      '[RP8] a truth that is one',
      () => [join(dir, 'lied.jsonl'), '--truth'],
      /lied\.truth\.json is not a trace's truth/,
    ],
    [
      '[RP4] the folder of --store',
      () => [join(dir, 'quiet-1.jsonl'), '--store', join(dir, 'no-shop')],
      /no-shop does not exist/,
    ],
    [
      '[RP4] the very store',
      () => [join(dir, 'quiet-1.jsonl'), '--store', join(dir, 'other-shop')],
      /line 1: the trace is from store "corner-shop", and .*other-shop holds store "other-shop"/,
    ],
    [
      '[RP5] sound products',
      () => [join(dir, 'quiet-1.jsonl'), '--store', join(dir, 'sloppy-shop')],
      /products\.json: entry 1 .*weightGrams is 0; .* \(and 1 more\)\./,
    ],
  ])('%s', async (_, args, says) => {
    await prepared()
    const { code, stdout, stderr } = await replay(...args())
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^[^\n]+\n$/)
  })
})

let preparing: Promise<void> | undefined
const prepared = (): Promise<void> => (preparing ??= prepare())

async function prepare(): Promise<void> {
  await writeFile(join(dir, 'quiet-1.jsonl'), textOf(quiet()))
  await writeFile(join(dir, 'lied.jsonl'), textOf(quiet()))
  await writeFile(join(dir, 'lied.truth.json'), '{"name": "lied"}')
  await shop('other-shop', 'store.json', (text) => text.replace('"corner-shop"', '"other-shop"'))
  await shop('sloppy-shop', 'products.json', (text) =>
    text.replace(/("weightGrams": )[\d.]+(.*\n.*"priceMinor": )/, '$10$2-'),
  )
}

/** The corner shop with one file rewritten. */
async function shop(name: string, file: string, rewrite: (text: string) => string): Promise<void> {
  await mkdir(join(dir, name))
  await cp(CORNER_SHOP, join(dir, name), { recursive: true })
  await writeFile(join(dir, name, file), rewrite(await readFile(join(dir, name, file), 'utf8')))
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)
