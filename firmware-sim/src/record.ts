/** Node only: a simulation as the files of a trace. */
import { writeFile } from 'node:fs/promises'
import { truthPathOf } from '@store/trace/truth.ts'
import { writeTraceFile } from '@store/trace/write-trace-file.ts'
import type { Facing } from '@store/planogram/layout.ts'
import type { Simulation } from './simulate.ts'
import { truthOf } from './truth.ts'

/** Time zero of every simulated trace; nothing is read from a clock. */
const STARTED_AT = '2026-01-05T09:00:00.000Z'

/** Writes the trace, and its truth beside it. */
export async function record(
  path: string,
  named: { readonly name: string; readonly store: string; readonly planogram?: readonly Facing[] },
  { play, frames }: Simulation,
): Promise<void> {
  await writeTraceFile(path, { ...named, startedAt: STARTED_AT, inside: [], recorded: false }, frames)
  await writeFile(truthPathOf(path), `${JSON.stringify(truthOf(named.name, play), null, 1)}\n`)
}
