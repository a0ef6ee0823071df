import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findStore } from './find-store.ts'

let root = ''
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'find-store-'))))
afterAll(() => rm(root, { recursive: true }))

async function store(folder: string, text: string): Promise<string> {
  const dir = join(root, folder)
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'store.json'), text)
  return dir
}

describe('the store of a trace', () => {
  test('[RP3] lies in its own folder, or nearest above it', async () => {
    const far = await store('near', '{"id": "near"}')
    const near = await store('near/traces', '{"id": "near"}')
    expect(await findStore('near', join(near, 'day.jsonl.gz'))).toBe(near)
    expect(await findStore('near', join(far, 'other', 'day.jsonl.gz'))).toBe(far)
  })

  test('[RP3] lies no more than four levels up', async () => {
    const dir = await store('deep', '{"id": "deep"}')
    expect(await findStore('deep', join(dir, '1/2/3/4/day.jsonl'))).toBe(dir)
    expect(await findStore('deep', join(dir, '1/2/3/4/5/day.jsonl'))).toBeUndefined()
  })

  test('[RP3] another store on the way is passed by, as is one that cannot be read', async () => {
    const dir = await store('mall', '{"id": "mall"}')
    await store('mall/a', '{"id": "kiosk"}')
    await store('mall/a/b', 'not JSON')
    expect(await findStore('mall', join(dir, 'a/b/day.jsonl'))).toBe(dir)
  })

  test('[RP3] may be a demo store, once nothing nearer has its id', async () => {
    const demo = await store('demo/kiosk', '{"id": "kiosk"}')
    const own = await store('own', '{"id": "kiosk"}')
    expect(await findStore('kiosk', join(root, 'nowhere/day.jsonl'), join(root, 'demo'))).toBe(demo)
    expect(await findStore('kiosk', join(own, 'day.jsonl'), join(root, 'demo'))).toBe(own)
    expect(await findStore('kiosk', join(root, 'nowhere/day.jsonl'), join(root, 'no such folder'))).toBeUndefined()
  })
})
