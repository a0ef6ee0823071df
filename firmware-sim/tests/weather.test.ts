import { describe, expect, test } from 'vitest'
import type { Frame } from '@store/device-protocol/frame.ts'
import { simulate } from '../src/simulate.ts'
import { weathers, type Weather } from '../src/weather.ts'
import { cornerShop } from './shops.ts'
import { written } from './plays.ts'

describe('weather', () => {
  test('[SIM14] a foul sweep is not vacuous: every fault is there', () => {
    const sweep = [1, 2, 3].map((seed) => faultsIn(framesOf('hard-mix', weathers.foul, seed)))
    const seen = (fault: keyof Faults) => sweep.reduce((sum, one) => sum + one[fault], 0)
    expect(seen('lost')).toBeGreaterThan(0)
    expect(seen('repeated')).toBeGreaterThan(0)
    expect(seen('overtaken')).toBeGreaterThan(0)
    expect(seen('missingSamples')).toBeGreaterThan(0)
    expect(seen('idsPerPerson')).toBeGreaterThan(3)
    expect(seen('rfidReads')).toBeGreaterThan(0)
  })

  test('[SIM15] fair weather has none of them', () => {
    const faults = faultsIn(framesOf('hard-mix', weathers.fair, 1))
    expect(faults).toEqual({ lost: 0, repeated: 0, overtaken: 0, missingSamples: 0, idsPerPerson: 1, rfidReads: 0 })
  })

  test('[SIM16] frames stand in the order of arrival, each stream delayed as measured', () => {
    const frames = framesOf(
      'plain',
      { ...weathers.real, network: { ...weathers.real.network, lateShare: 0, repeatShare: 0 } },
      2,
    )
    expect(frames.every((frame, i) => i === 0 || frames[i - 1]!.arrivedMs <= frame.arrivedMs)).toBe(true)
    const delays = (kind: Frame['kind']) =>
      frames.filter((frame) => frame.kind === kind).map(({ arrivedMs, capturedMs }) => arrivedMs - capturedMs)
    expect(Math.min(...delays('weight'))).toBeGreaterThan(200)
    expect(Math.max(...delays('weight'))).toBeLessThan(360)
    expect(Math.min(...delays('tracks'))).toBeGreaterThan(2_200)
    expect(Math.max(...delays('tracks'))).toBeLessThan(2_500)
    expect(Math.max(...delays('gate'))).toBeLessThan(160)
  })
})

const framesOf = (name: string, weather: Weather, seed: number): readonly Frame[] =>
  simulate(written(name, cornerShop, seed), cornerShop, weather, seed).frames

interface Faults {
  readonly lost: number
  readonly repeated: number
  readonly overtaken: number
  readonly missingSamples: number
  readonly idsPerPerson: number
  readonly rfidReads: number
}

function faultsIn(frames: readonly Frame[]): Faults {
  const devices = new Map<string, Frame[]>()
  for (const frame of frames) devices.set(frame.device, [...(devices.get(frame.device) ?? []), frame])
  let [lost, repeated, overtaken] = [0, 0, 0]
  for (const said of devices.values()) {
    const seqs = said.map(({ seq }) => seq)
    const distinct = new Set(seqs)
    lost += Math.max(...seqs) - distinct.size
    repeated += seqs.length - distinct.size
    overtaken += seqs.filter((seq, i) => i > 0 && seq < seqs[i - 1]!).length
  }
  const weights = frames.filter((frame) => frame.kind === 'weight')
  const tracks = frames.filter((frame) => frame.kind === 'tracks')
  const people = frames.filter(
    (frame) => frame.kind === 'gate' && frame.event === 'cross' && frame.gate === 'entry',
  ).length
  return {
    lost,
    repeated,
    overtaken,
    missingSamples: weights.reduce((sum, { grams }) => sum + grams.filter(Number.isNaN).length, 0),
    idsPerPerson: new Set(tracks.flatMap((frame) => frame.tracks.map(({ id }) => id))).size / people,
    rfidReads: frames.reduce((sum, frame) => sum + (frame.kind === 'rfid' ? frame.reads.length : 0), 0),
  }
}
