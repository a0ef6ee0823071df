import { installedServer, startInstalled } from '@store/store-server/adapters/throwaway-postgres.ts'
import { describe, test } from 'vitest'
import { killRun } from './kill-run.ts'

const LONG = { timeout: 2_400_000 }
const KILLS = 10

const nothingLost = { broken: [], kills: KILLS }
/** Else they have hit nothing, or looked at nothing. */
const MORE_THAN = 3

// Side by side: both wait for people to walk through a shop, and share nothing.
describe.concurrent(`[CX6] a server that is killed ${KILLS} times under load`, () => {
  test('on the embedded database owes nobody anything', LONG, async ({ expect }) => {
    const report = await killRun({ kills: KILLS, seed: 1 })
    expect(report).toMatchObject(nothingLost)
    expect(report.visits).toBeGreaterThan(MORE_THAN)
    expect(report.replayed).toBeGreaterThan(MORE_THAN)
    expect(report.capturedMinor).toBeGreaterThan(0)
  })

  test.skipIf(installedServer() === undefined)(
    'on a PostgreSQL server owes nobody anything',
    LONG,
    async ({ expect }) => {
      const own = await startInstalled()
      try {
        const report = await killRun({ kills: KILLS, seed: 2, databaseUrl: await own.database() })
        expect(report).toMatchObject(nothingLost)
        expect(report.visits).toBeGreaterThan(MORE_THAN)
        expect(report.replayed).toBeGreaterThan(MORE_THAN)
        expect(report.capturedMinor).toBeGreaterThan(0)
      } finally {
        await own.stop()
      }
    },
  )
})
