import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeStoreFolder } from '@store/firmware-sim/write-store-folder.ts'
import { truthPathOf } from '@store/trace/truth.ts'
import { writeTraceFile } from '@store/trace/write-trace-file.ts'
import type { Material } from './suites/suite.ts'

/** Writes a case as a trace with its truth, and its store beside it: `replay` finds all of it by the trace's name. */
export async function keep(dir: string, suite: string, seed: number, material: Material): Promise<string> {
  const folder = join(dir, `${suite}-${seed}`)
  await mkdir(folder, { recursive: true })
  const { layout, catalog, planogram } = material.store
  await writeStoreFolder(folder, { layout, products: catalog.products, facings: planogram.facings })
  const path = join(folder, `${suite}-${seed}.jsonl.gz`)
  const inside = material.inside.map(({ shopper, track }) => (track === undefined ? { shopper } : { shopper, track }))
  const header = { name: `${suite}-${seed}`, store: layout.id, startedAt: STARTED_AT, inside, recorded: false }
  await writeTraceFile(path, header, material.frames)
  const happened = material.happened.map(({ atMs, gtin, ...more }) => ({
    at: atMs,
    items: [{ gtin, quantity: 1 }],
    ...more,
  }))
  const truth = { name: header.name, receipts: material.truth, events: happened }
  await writeFile(truthPathOf(path), `${JSON.stringify(truth, null, 1)}\n`)
  return path
}

const STARTED_AT = '2026-01-05T09:00:00.000Z'
