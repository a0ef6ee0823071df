import { readFile } from 'node:fs/promises'
import { defineFault } from '@store/kernel/fault.ts'
import { parseTruth, truthPathOf, type Truth } from '@store/trace/truth.ts'

export const TruthMissing = defineFault(
  'replay.truth-missing',
  'not-found',
  (d: { path: string; reason: string }) =>
    `${d.path} cannot be read (${d.reason}): --truth needs it beside the trace. Leave --truth out to replay without a score.`,
)

/** What really happened in a trace. Throws `TruthMissing` or `TruthMalformed`, which name the file. */
export async function truthOfTrace(tracePath: string): Promise<Truth> {
  const path = truthPathOf(tracePath)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw TruthMissing({ path, reason: code === 'ENOENT' ? 'there is no such file' : code }, error)
  })
  return parseTruth(text, path)
}
