/** For tests only: a property over many random cases, whose failures are not lost. */
import * as fc from 'fast-check'
import { appendFileSync, mkdirSync } from 'node:fs'

export interface Sweep<Case> {
  /** Names it in the report of a failure; the test's own name is best. */
  readonly name: string
  readonly of: fc.Arbitrary<Case>
  /** Without a seed of the environment's. */
  readonly runs: number
  readonly holds: (one: Case) => Promise<void> | void
}

/** How long a sweep may take: how fast it is depends on what else the machine does, and says nothing about the code. */
export const SWEEP = { timeout: 1_800_000 }

/**
 * Tries `runs` cases (`SWEEP_RUNS`) from a new seed each time (`SWEEP_SEED`). A failure is shrunk, told with the command
 * that replays it, and kept in `out/failed-sweeps.jsonl`, where a later run does not overwrite it.
 */
export async function sweep<Case>({ name, of, runs, holds }: Sweep<Case>): Promise<void> {
  const given = process.env['SWEEP_SEED']
  const seed = given === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(given)
  const path = process.env['SWEEP_PATH']
  const numRuns = Number(process.env['SWEEP_RUNS'] ?? runs)
  const property = fc.asyncProperty(of, async (one) => holds(one))
  const details = await fc.check(property, { numRuns, seed, ...(path !== undefined && { path }) })
  if (!details.failed) return
  const { counterexample, counterexamplePath, errorInstance: error } = details
  const replay = `SWEEP_SEED=${seed} SWEEP_PATH=${counterexamplePath ?? ''} npx vitest run -t '${name}'`
  mkdirSync('out', { recursive: true })
  const kept = { name, seed, path: counterexamplePath, counterexample, error: String(error) }
  appendFileSync('out/failed-sweeps.jsonl', `${JSON.stringify(kept)}\n`)
  throw new Error(
    `${name}: fails after ${details.numRuns} cases. Replay: ${replay}\n${JSON.stringify(counterexample?.[0])}\n${String(error)}`,
    { cause: error },
  )
}
