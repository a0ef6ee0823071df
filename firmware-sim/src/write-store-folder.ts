/** Node only: a made-up store as a folder that every program here reads. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MadeStore } from './stores.ts'

export async function writeStoreFolder(dir: string, { layout, products, facings }: MadeStore): Promise<void> {
  const gondolas = layout.gondolas.map(({ rotationDegrees, ...gondola }) => ({ ...gondola, rotation: rotationDegrees }))
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'store.json'), text({ ...layout, lengthUnit: 'm', gondolas }))
  await writeFile(join(dir, 'products.json'), text(products))
  await writeFile(join(dir, 'planogram.json'), text(facings))
}

const text = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`
