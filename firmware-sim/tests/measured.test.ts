import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { prng } from '@store/kernel/prng.ts'
import type { WeightFrame } from '@store/device-protocol/frame.ts'
import { decodeMessage } from '@store/device-protocol/decode.ts'
import { gunzipSync } from 'node:zlib'
import { drawReach } from '../src/arm.ts'
import { direct } from '../src/direct.ts'
import { fromScript, parseScripts, stockedFor } from '../src/script-file.ts'
import { makeStore } from '../src/stores.ts'
import { simulate } from '../src/simulate.ts'
import { linesOf } from '../src/truth.ts'
import { weathers } from '../src/weather.ts'
import { isThere, shared, shopIn } from './shops.ts'
import { written } from './plays.ts'

const ARMS = 'field-data/arm-actions-merl.csv'
const RECORDING = 'nanostore/recordings/cps-test-01.jsonl.gz'
const SHELF = 'field-data/shelf-events-dlsu.csv'
const TRACKS = 'field-data/ceiling-tracks-xovis.csv'
const SCRIPTS = 'nanostore/scripts.json'

describe('against measurements', () => {
  test.skipIf(!isThere(ARMS))(`[SIM21] arms take as long as shoppers' do (skips without ${ARMS})`, () => {
    const random = prng(1, 'reach')
    const drawn = Array.from({ length: 3_000 }, () => drawReach(random, 'usual'))
    const csv = readFileSync(shared(ARMS), 'utf8')
    const pairs = [
      [drawn.map(({ reachMs }) => reachMs), durationsOf(csv, 'reach_to_shelf')],
      [drawn.map(({ inShelfMs }) => inShelfMs), durationsOf(csv, 'hand_in_shelf')],
      [drawn.map(({ retractMs }) => retractMs), durationsOf(csv, 'retract_from_shelf')],
    ] as const
    for (const [simulated, real] of pairs) {
      for (const p of [0.1, 0.5, 0.9]) {
        const ratio = quantile(simulated, p) / quantile(real, p)
        expect(ratio).toBeGreaterThan(0.85)
        expect(ratio).toBeLessThan(1.15)
      }
    }
  })

  test.skipIf(!isThere(RECORDING))(
    `[SIM22] plates are as noisy as real ones (skips without ${RECORDING})`,
    async () => {
      const shop = await shopIn(shared('nanostore'))
      const { frames } = simulate(written('plain', shop, 1), shop, weathers.real, 1)
      const simulated = stillness(frames.filter((frame) => frame.kind === 'weight'))
      const recorded = stillness(recordedWeights(shared(RECORDING)))
      expect(simulated.median).toBeGreaterThan(recorded.median * 0.8)
      expect(simulated.median).toBeLessThan(recorded.median * 2)
    },
  )

  test.skipIf(!isThere(SCRIPTS))(
    `[SIM23] hand-labelled visits give their receipts (skips without ${SCRIPTS})`,
    async () => {
      const shop = await shopIn(shared('nanostore'))
      const text = readFileSync(shared(SCRIPTS), 'utf8')
      for (const [i, script] of parseScripts(text, SCRIPTS).entries()) {
        const stocked = stockedFor(script, shop)
        const { carriedOut } = direct(fromScript(script, stocked, i), stocked, i, 0.18)
        const receipts = [...carriedOut.values()].map((units) =>
          Object.fromEntries(linesOf(units).map(({ gtin, quantity }) => [gtin, quantity])),
        )
        expect({ name: script.name, receipts }).toEqual({ name: script.name, receipts: script.receipts })
      }
    },
  )

  test.skipIf(!isThere(SHELF))(`[SIM30] units of one product scatter as real ones do (skips without ${SHELF})`, () => {
    const rows = readFileSync(shared(SHELF), 'utf8').trim().split('\n').slice(1)
    const steps = new Map<string, number[]>()
    for (const row of rows) {
      const cells = row.split(',')
      if (cells[7] !== '') steps.set(cells[5]!, [...(steps.get(cells[5]!) ?? []), Math.abs(Number(cells[7]))])
    }
    // Two of the twelve have a phantom among their steps: medians leave it out.
    const measured = [...steps.values()].map(robustDeviation)
    const simulated = makeStore(1, 10).products.map(({ weightSpreadGrams }) => weightSpreadGrams)
    expect(measured.length).toBe(12)
    expect(quantile(simulated, 0.5)).toBeGreaterThan(quantile(measured, 0.5) * 0.7)
    expect(quantile(simulated, 0.5)).toBeLessThan(quantile(measured, 0.9) * 1.5)
  })

  test.skipIf(!isThere(TRACKS))(
    `[SIM31] a bad tracker changes ids as often, and loses people as briefly, as a real one (skips without ${TRACKS})`,
    () => {
      const sightings = new Map<string, number[]>()
      for (const row of readFileSync(shared(TRACKS), 'utf8').trim().split('\n').slice(1)) {
        const [, time, id, x] = row.split(';')
        // The one who sits at the right all the time.
        if (Number(x) > 450) sightings.set(id!, [...(sightings.get(id!) ?? []), Number(time)])
      }
      const spans = [...sightings.values()].map((times) => [times[0]!, times.at(-1)!] as const)
      const gaps = spans.slice(1).map(([from], i) => from - spans[i]![1])
      const minutes = (spans.at(-1)![1] - spans[0]![0]) / 60_000
      const { idChangesPerMinute, idGapMs } = weathers.foul.tracker
      expect(spans).toHaveLength(5)
      expect((spans.length - 1) / minutes).toBeGreaterThan(idChangesPerMinute * 0.67)
      expect((spans.length - 1) / minutes).toBeLessThan(idChangesPerMinute * 1.5)
      expect(Math.min(...gaps)).toBeLessThan(idGapMs[1])
      expect(Math.min(...gaps)).toBeGreaterThan(idGapMs[0] * 0.7)
    },
  )
})

function durationsOf(csv: string, action: string): number[] {
  return csv
    .split('\n')
    .map((line) => line.trim().split(','))
    .filter((cells) => cells[2] === action)
    .map((cells) => Number(cells[5]) * 1_000)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))]!
}

/** From the median distance to the median (1.48 times it, for what is normal). */
function robustDeviation(values: readonly number[]): number {
  const middle = quantile(values, 0.5)
  return (
    1.48 *
    quantile(
      values.map((one) => Math.abs(one - middle)),
      0.5,
    )
  )
}

function recordedWeights(path: string): WeightFrame[] {
  const [, ...lines] = gunzipSync(readFileSync(path)).toString().trim().split('\n')
  return lines.map((line) => decodeMessage(JSON.parse(line))).filter((frame) => frame.kind === 'weight')
}

/** The median over plates of a plate's median standard deviation within one frame, grams. Dead channels left out. */
function stillness(frames: readonly WeightFrame[]): { median: number } {
  const plates = new Map<string, number[]>()
  for (const { gondola, shape, grams } of frames) {
    const [samples, shelves, columns] = shape
    for (let plate = 0; plate < shelves * columns; plate++) {
      const said = Array.from({ length: samples }, (_, i) => grams[i * shelves * columns + plate]!)
      const key = `${gondola}/${plate}`
      plates.set(key, [...(plates.get(key) ?? []), deviation(said)])
    }
  }
  const medians = [...plates.values()].map((own) => quantile(own, 0.5)).filter((one) => one > 0)
  return { median: quantile(medians, 0.5) }
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  return Math.sqrt(values.reduce((sum, one) => sum + (one - mean) * (one - mean), 0) / values.length)
}
