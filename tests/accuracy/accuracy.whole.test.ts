import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { replay } from '../replay/command.ts'
import { ScoredDocument } from '../replay/document.ts'
import { guardFloors, quickFloors } from './score/floors.ts'
import { isNanostoreHere } from './suites/shops.ts'
import { suites } from './suites/all-suites.ts'

const root = join(import.meta.dirname, '../..')
const dir = mkdtempSync(join(tmpdir(), 'accuracy-'))
afterAll(() => rmSync(dir, { recursive: true }))

const Totals = z.object({ f1: z.number(), charged: z.number(), wrongRate: z.number(), reviewRate: z.number() })
const Document = z.object({
  suites: z.array(
    z.object({
      name: z.string(),
      cases: z.number(),
      ours: Totals,
      baseline: Totals,
      calibration: z.object({ expectedError: z.number(), claims: z.number(), bins: z.array(z.object({})).length(10) }),
      asClean: z.object({ same: z.number(), of: z.number() }).optional(),
    }),
  ),
  all: z.object({ ours: Totals, baseline: Totals, calibration: z.object({ expectedError: z.number() }) }),
  peakBytes: z.number().positive(),
  cases: z.array(z.looseObject({ suite: z.string(), seed: z.number(), again: z.string(), cost: z.object({}) })),
})

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function accuracy(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', join(root, 'tests/accuracy/main.ts'), ...args]
    execFile(process.execPath, command, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr })
    })
  })
}

async function document(...args: readonly string[]) {
  const out = mkdtempSync(join(dir, 'run-'))
  const { code, stderr } = await accuracy(...args, '--out', out)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return { ...Document.parse(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))), out }
}

const mix = ['--suite', 'hard-mix', '--seeds', '2']
const tiny = ['--suite', 'one-shopper', '--suite', 'two-shoppers', '--suite', 'lost-repeated-reordered', '--seeds', '2']

describe('npm run accuracy', () => {
  test('[AC1] [AC6] [AC14] plain visits: right, ahead of the baseline, sure for good reason, whatever the network does', async () => {
    const { suites: played, all, out } = await document(...tiny, '--jobs', '2')
    expect(played.map(({ name, cases }) => [name, cases])).toEqual([
      ['one-shopper', 2],
      ['two-shoppers', 2],
      ['lost-repeated-reordered', 2],
    ])
    expect(all.ours.f1).toBeGreaterThanOrEqual(0.97)
    expect(all.ours.f1 - all.baseline.f1).toBeGreaterThan(0.05)
    expect(all.baseline.f1).toBeGreaterThan(0.6)
    expect(all.ours.wrongRate).toBeLessThanOrEqual(0.02)
    for (const { calibration } of played) expect(calibration.expectedError).toBeLessThanOrEqual(0.05)
    expect(played[2]!.asClean).toEqual({ same: 2, of: 2 })
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
  })

  test('[AC16] crowds, hard mixes and things handed on do not fall below what was reached', async () => {
    const names = Object.keys(guardFloors)
    const { suites: played, all } = await document(...names.flatMap((name) => ['--suite', name]), '--seeds', '3')
    expect(played.map(({ name }) => name).sort()).toEqual(names.toSorted())
    const below = played.filter(({ name, ours }) => ours.f1 < guardFloors[name]!)
    expect(below.map(({ name, ours }) => `${name} ${ours.f1.toFixed(3)}`)).toEqual([])
    expect(all.ours.f1 - all.baseline.f1).toBeGreaterThan(0.2)
    expect(all.calibration.expectedError).toBeLessThanOrEqual(quickFloors.mostCalibrationError)
  })

  test('[AC8] the same results with one worker as with two, but for what they cost', async () => {
    const [one, two] = [await document(...mix, '--jobs', '1'), await document(...mix, '--jobs', '2')]
    const free = { cost: {} }
    expect(two.cases.map((result) => ({ ...result, ...free }))).toEqual(
      one.cases.map((result) => ({ ...result, ...free })),
    )
  })

  test('[AC11] a kept case replays to the score it had', async () => {
    const kept = join(dir, 'kept')
    const { suites: played } = await document('--suite', 'wrong-unit-weight', '--seed', '2', '--keep', kept)
    const path = join(kept, 'wrong-unit-weight-2', 'wrong-unit-weight-2.jsonl.gz')
    const { stdout } = await replay(path, '--truth', '--json')
    expect(ScoredDocument.parse(JSON.parse(stdout)).meanF1).toBeCloseTo(played[0]!.ours.f1, 3)
  })

  test('[AC10] what cannot be meant ends with 2 and one line', async () => {
    const { code, stderr, stdout } = await accuracy('--suite', 'no-such')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trim()).toBe('There is no suite "no-such"; --list names them. See npm run accuracy -- --help.')
  })

  test.skipIf(isNanostoreHere)('[AC9] without ../shared/nanostore its suites are named as left out', async () => {
    const { stdout } = await accuracy('--suite', 'nanostore*', '--out', mkdtempSync(join(dir, 'run-')))
    for (const { name } of suites.filter((one) => one.name.startsWith('nanostore')))
      expect(stdout).toContain(`Left out: ${name}, needs ../shared/nanostore.`)
  })

  test.skipIf(!isNanostoreHere)(
    '[AC1] the recordings exactly, and the baseline scores there what the program did (skipped without ../shared/nanostore)',
    async () => {
      const { suites: played } = await document('--suite', 'nanostore-recordings', '--suite', 'nanostore-traces')
      expect(played[0]).toMatchObject({ cases: 2, ours: { f1: 1 }, baseline: { f1: 1 } })
      expect(played[1]!.ours.f1).toBeGreaterThanOrEqual(0.98)
      expect(Math.abs(played[1]!.baseline.f1 - 0.894)).toBeLessThan(0.03)
    },
  )
})

test('[AC8] the same suite and seed are the same trace', async () => {
  const suite = suites.find(({ name }) => name === 'wrong-unit-weight')!
  const [one, again, other] = [await suite.make(2), await suite.make(2), await suite.make(3)]
  expect(again.frames).toEqual(one.frames)
  expect(again.store.catalog.products).toEqual(one.store.catalog.products)
  expect(other.frames.length === one.frames.length && other.truth === one.truth).toBe(false)
})
