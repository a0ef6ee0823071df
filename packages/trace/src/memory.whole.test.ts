import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Took = z.object({ frames: z.int(), peakBytes: z.int() })

test('[TR8] an hour of a 306-plate store is read in under 250 MB, and in hardly more than a quarter of it', () => {
  const quarter = reading(15)
  const hour = reading(60)
  expect(hour.frames).toBe(90_000)
  expect(hour.peakBytes).toBeLessThan(250e6)
  expect(hour.peakBytes - quarter.peakBytes).toBeLessThan(30e6)
})

/** In a process of its own, since memory is what a process takes; its heap alone would hold a minute at most. */
function reading(minutes: number): z.infer<typeof Took> {
  const script = join(import.meta.dirname, 'read-store-hour.ts')
  const options = ['--max-old-space-size=64', '--import', 'tsx', script, String(minutes)]
  return Took.parse(JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })))
}
