import { installedServer, startInstalled } from '@store/store-server/adapters/throwaway-postgres.ts'
import { describe, expect, test } from 'vitest'
import { killRun } from './kill-run.ts'

const LONG = { timeout: 900_000 }
/** Each takes some 15 s, for there are visits in between; `npm run chaos -- --kill N` is for the long run. */
const KILLS = 4

const nothingLost = { broken: [], kills: KILLS }

describe(`[CX6] a server that is killed ${KILLS} times under load`, () => {
  test('on the embedded database owes nobody anything', LONG, async () => {
    const report = await killRun({ kills: KILLS, seed: 1 })
    expect(report).toMatchObject(nothingLost)
    // Or the kills have hit nothing.
    expect(report.visits).toBeGreaterThan(0)
    expect(report.capturedMinor).toBeGreaterThan(0)
  })

  test.skipIf(installedServer() === undefined)('on a PostgreSQL server owes nobody anything', LONG, async () => {
    const own = await startInstalled()
    try {
      const report = await killRun({ kills: KILLS, seed: 2, databaseUrl: await own.database() })
      expect(report).toMatchObject(nothingLost)
      expect(report.visits).toBeGreaterThan(0)
      expect(report.capturedMinor).toBeGreaterThan(0)
    } finally {
      await own.stop()
    }
  })
})
