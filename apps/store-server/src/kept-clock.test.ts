import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Effects } from './effects.ts'
import { keptClock } from './kept-clock.ts'

const BEHIND_MS = 120_000
const placeIn = (dir: string) => ({ dir, lived: [join(dir, 'log'), join(dir, 'bank')] })

describe('[CK4] the clock of a data folder', () => {
  let dir = ''
  let nowMs = 1_800_000_000_000
  let ticks: { readonly everyMs: number; readonly run: () => void }[] = []
  const real: Effects = {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    after: () => () => undefined,
    every(everyMs, run) {
      ticks.push({ everyMs, run })
      return () => void (ticks = ticks.filter((one) => one.run !== run))
    },
  }
  const pass = (ms: number): void => {
    for (let i = 0; i < ms; i++) {
      nowMs++
      for (const { everyMs, run } of ticks) if (nowMs % everyMs === 0) run()
    }
  }

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'kept-clock-'))
    nowMs = 1_800_000_000_000
    ticks = []
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  test('lags as far as is asked where nothing has happened yet', async () => {
    expect((await keptClock(real, placeIn(join(dir, 'not-there-yet')), BEHIND_MS)).lagMs).toBe(BEHIND_MS)
  })

  test('is not held up by what was only set up there a moment ago', async () => {
    writeFileSync(join(dir, 'secrets.json'), '{}')
    utimesSync(join(dir, 'secrets.json'), nowMs / 1_000, nowMs / 1_000)
    expect((await keptClock(real, placeIn(dir), BEHIND_MS)).lagMs).toBe(BEHIND_MS)
  })

  test('begins behind everything that was ever written there, however deep', async () => {
    mkdirSync(join(dir, 'log/shop'), { recursive: true })
    const path = join(dir, 'log/shop/1.jsonl')
    writeFileSync(path, '')
    const writtenMs = nowMs - 50_000
    utimesSync(path, writtenMs / 1_000, writtenMs / 1_000)
    const clock = await keptClock(real, placeIn(dir), BEHIND_MS)
    expect(clock.now()).toBeGreaterThan(writtenMs)
    expect(clock.lagMs).toBeGreaterThan(30_000)
  })

  test.each([0, 1, 100, 249, 250, 251, 1_700])('killed %i ms into its hurry, it does not go back', async (ms) => {
    const killed = await keptClock(real, placeIn(dir), BEHIND_MS)
    killed.hurry(25)
    pass(ms)
    const lastMs = killed.now()
    ticks = []
    for (const downMs of [0, 10, 5_000]) {
      nowMs += downMs
      const again = await keptClock(real, placeIn(dir), BEHIND_MS)
      expect(again.now()).toBeGreaterThanOrEqual(lastMs)
      expect(again.now()).toBeLessThanOrEqual(nowMs)
      ticks = []
    }
  })

  test('once it has met the wall’s clock it leaves no record, and nothing that runs', async () => {
    const clock = await keptClock(real, placeIn(dir), BEHIND_MS)
    expect(Number(readFileSync(join(dir, 'clock'), 'utf8'))).toBeGreaterThanOrEqual(clock.now())
    clock.hurry(30)
    pass(6_000)
    expect(clock.lagMs).toBe(0)
    expect(existsSync(join(dir, 'clock'))).toBe(false)
    expect(ticks).toEqual([])
  })

  test('closed before, it writes nothing any more', async () => {
    const clock = await keptClock(real, placeIn(dir), BEHIND_MS)
    clock.close()
    rmSync(dir, { recursive: true })
    pass(1_000)
    expect(existsSync(dir)).toBe(false)
    mkdirSync(dir)
  })
})
