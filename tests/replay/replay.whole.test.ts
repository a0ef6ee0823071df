import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseTruth } from '@store/trace/truth.ts'
import { z } from 'zod'
import { CORNER_SHOP, replay, simulated } from './command.ts'
import { FullDocument, PlainDocument } from './document.ts'
import { headerLine, quiet, quietBut, textOf } from './hand-made.ts'

let dir = ''
let trace = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'replay-'))
  trace = join(dir, 'visit.jsonl.gz')
  await simulated(trace, 'plain', '--shoppers', '2', '--picks', '2', '--seed', '3')
})
afterAll(() => rm(dir, { recursive: true }))

describe('--json', () => {
  test('[RP2] is one document in the shape of trace-format.md, and nothing else', async () => {
    const { code, stdout, stderr } = await replay(trace, '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [only, ...others] = PlainDocument.parse(JSON.parse(stdout)).traces
    expect(others).toEqual([])
    expect(only).toMatchObject({ name: 'visit', receipts: [{ shopper: 'shopper-1' }, { shopper: 'shopper-2' }] })
    expect(only!.seconds).toBeGreaterThan(5)
    expect(stdout.endsWith('}\n')).toBe(true)
  })

  test('[RP2] every run prints the same bytes but for wallSeconds', async () => {
    const runs = [
      await replay(trace, '--json', '--truth', '--explain'),
      await replay(trace, '--json', '--truth', '--explain'),
    ]
    const [first, second] = runs.map(({ stdout }) => stdout.replaceAll(/"wallSeconds": [\d.]+/g, '"wallSeconds": 0'))
    expect(first).toBe(second)
    expect(first).toContain('"wallSeconds": 0')
  })

  test('[RP2] [RP11] adds the score and the explanations where they are asked for', async () => {
    const { stdout } = await replay(trace, '--json', '--truth', '--explain')
    const document = FullDocument.parse(JSON.parse(stdout))
    expect(document.meanF1).toBe(document.traces[0]!.f1)
    expect(document.traces[0]).toMatchObject({ score: { f1: document.meanF1, wrong: [], missed: [] } })
    const lines = document.traces[0]!.receipts.flatMap((receipt) => receipt.lines)
    expect(lines.length).toBeGreaterThan(0)
    for (const { why } of lines) expect(why[0]).toMatchObject({ believed: {} })
  })

  test('[RP2] traces come in the order in which they were named', async () => {
    await writeFile(join(dir, 'a.jsonl'), textOf(quietBut(1, headerLine({ name: 'a' }))))
    await writeFile(join(dir, 'b.jsonl'), textOf(quietBut(1, headerLine({ name: 'b' }))))
    const { stdout } = await replay('--json', join(dir, 'b.jsonl'), join(dir, 'a.jsonl'))
    expect(PlainDocument.parse(JSON.parse(stdout)).traces.map(({ name, receipts }) => ({ name, receipts }))).toEqual([
      { name: 'b', receipts: [] },
      { name: 'a', receipts: [] },
    ])
  })
})

describe('what a person reads', () => {
  test('[RP10] [RP11] fits 80 columns, has no colour off a terminal, and names articles, money, score and speed', async () => {
    const { code, stdout, stderr } = await replay(trace, '--truth', '--explain')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).not.toContain('\u00a0')
    for (const words of [
      'visit (Corner Shop, 5 January 2026, simulated)',
      'Receipt of shopper-1',
      /Article +Units +Each +Total +Sure/,
      /To pay +\$\d+\.\d\d/,
      /Why 1 x /,
      /gondola \w+, shelf \d, plates? \d/,
      /by the\s+catalogue/,
      /F1 \d\.\d{3}: units taken \d+, charged rightly \d+/,
      /\d+ x real time/,
    ])
      expect(stdout).toMatch(words)
  })

  test('[RP10] ids from devices cannot move the cursor', async () => {
    const inside = [{ shopper: 'ana\u001b[2J\nben' }]
    await writeFile(join(dir, 'hostile.jsonl'), textOf(quietBut(1, headerLine({ inside, name: 'x\u001b]0;y' }))))
    const { code, stdout } = await replay(join(dir, 'hostile.jsonl'), '--explain')
    expect(code).toBe(0)
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('Receipt of ana [2J ben')
  })

  test('[RP9] --help is no failure', async () => {
    expect(await replay('--help')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('--min-f1 X') })
  })
})

describe('--truth', () => {
  test('[RP9] ends with 1 only when the mean score is below --min-f1', async () => {
    const path = join(dir, 'missed.jsonl')
    await writeFile(path, textOf(quiet()))
    const lines = [{ gtin: '0084114033000', quantity: 2 }]
    await writeFile(
      join(dir, 'missed.truth.json'),
      JSON.stringify({ name: 'missed', receipts: [{ shopper: 'ana', lines }] }),
    )
    expect(await replay(path, '--truth')).toMatchObject({ code: 0, stderr: '' })
    expect(await replay(path, '--truth', '--min-f1', '0')).toMatchObject({ code: 0, stderr: '' })
    const below = await replay(path, '--truth', '--min-f1', '0.01')
    expect(below).toMatchObject({ code: 1, stderr: '' })
    expect(below.stdout).toContain('taken and not charged: 2 x Kettle Brand Sea Salt, by ana')
  })

  test('[RP7] several traces have a mean', async () => {
    const { stdout } = await replay(trace, join(dir, 'missed.jsonl'), '--truth')
    expect(stdout).toMatch(/Mean F1 over 2 traces: 0\.500, worst 0\.000/)
  })
})

describe('the store', () => {
  test('[RP4] may be named', async () => {
    expect(await replay(trace, '--store', CORNER_SHOP)).toMatchObject({ code: 0, stderr: '' })
  })

  test("[RP5] has the header's planogram for the time of the trace: a place where nothing lies explains nothing", async () => {
    const planogram = Facings.parse(JSON.parse(await readFile(join(CORNER_SHOP, 'planogram.json'), 'utf8')))
    const truth = parseTruth(await readFile(join(dir, 'visit.truth.json'), 'utf8'), 'visit.truth.json')
    const taken = truth.receipts.flatMap(({ lines }) => lines.map(({ gtin }) => gtin))
    const bare = planogram.filter(({ gtin }) => !taken.includes(gtin))
    const confident = async (facings: unknown): Promise<number> => {
      const { stdout } = await replay(await withPlanogram(facings), '--json')
      const [played] = PlainDocument.parse(JSON.parse(stdout)).traces
      return played!.receipts
        .flatMap(({ lines }) => lines)
        .filter(({ gtin, confidence }) => taken.includes(gtin) && confidence > 0.9).length
    }
    expect(await confident(planogram)).toBeGreaterThan(0)
    expect(await confident(bare)).toBe(0)
  })
})

test('[RP13] a reader that stops early is no failure', async () => {
  const main = join(import.meta.dirname, '../../apps/replay/src/main.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...Array<string>(5).fill(trace), '--explain'])
  let stderr = ''
  child.stderr.on('data', (text) => (stderr += String(text)))
  child.stdout.destroy()
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

const Facings = z.array(z.looseObject({ gtin: z.string() }))

async function withPlanogram(facings: unknown): Promise<string> {
  const path = join(dir, 'other-planogram.jsonl')
  const [header = '', ...lines] = gunzipSync(await readFile(trace))
    .toString()
    .split('\n')
  await writeFile(
    path,
    [JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(header)), planogram: facings }), ...lines].join('\n'),
  )
  return path
}
