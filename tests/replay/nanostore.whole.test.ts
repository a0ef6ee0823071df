import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NANOSTORE, replay } from './command.ts'
import { ScoredDocument } from './document.ts'

const isHere = existsSync(NANOSTORE)

describe.skipIf(!isHere)('real sensors, and what was simulated of them (skipped without ../shared/nanostore)', () => {
  test('[RP15] both recordings of the real store give exactly their truth', async () => {
    const { code, stdout, stderr } = await replay(...tracesIn('recordings'), '--truth', '--json', '--min-f1', '1')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(ScoredDocument.parse(JSON.parse(stdout)).traces.map(({ name, f1 }) => ({ name, f1 }))).toEqual([
      { name: 'BENCHMARK-1', f1: 1 },
      { name: 'cps-test-01', f1: 1 },
    ])
  })

  test('[RP15] the ten simulated traces score 0.95 or more in the mean, and none below 0.66', async () => {
    const { stdout, stderr } = await replay(...tracesIn('traces'), '--truth', '--json')
    expect(stderr).toBe('')
    const { meanF1, traces } = ScoredDocument.parse(JSON.parse(stdout))
    expect(traces).toHaveLength(10)
    expect(meanF1).toBeGreaterThanOrEqual(0.95)
    expect(traces.filter(({ f1 }) => f1 < 0.66)).toEqual([])
  })
})

function tracesIn(folder: string): string[] {
  return readdirSync(join(NANOSTORE, folder))
    .filter((name) => name.endsWith('.jsonl.gz'))
    .sort()
    .map((name) => join(NANOSTORE, folder, name))
}
