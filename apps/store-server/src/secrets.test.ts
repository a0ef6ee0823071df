import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { KeysUnreadable, parseKeyRing } from './keys.ts'
import { loadSecrets, SecretsOpen, SecretsUnreadable } from './secrets.ts'

const made: string[] = []
async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'store-secrets-'))
  made.push(dir)
  return dir
}
afterAll(() => Promise.all(made.map((dir) => rm(dir, { recursive: true }))))
const secret = (fill: number, bytes = 32): string => Buffer.alloc(bytes, fill).toString('base64url')
const none = { passKeys: undefined, tokenKeys: undefined }

describe('[HT2] secrets that are not given', () => {
  test('are made on the first start, for the owner only, and stay the same', async () => {
    const dataDir = join(await folder(), 'data')
    const first = await loadSecrets({ dataDir, ...none })
    const path = join(dataDir, 'secrets.json')
    const { mode } = await stat(path)
    // Windows has no such modes.
    expect(process.platform === 'win32' ? 0o600 : mode & 0o777).toBe(0o600)
    const again = await loadSecrets({ dataDir, ...none })
    expect(again.passKeys.signing.key.equals(first.passKeys.signing.key)).toBe(true)
    expect(again.demoPasswords).toEqual(first.demoPasswords)
    expect(first.passKeys.signing.key.equals(first.tokenKeys.signing.key)).toBe(false)
    expect(first.demoPasswords.shopper.length).toBeGreaterThanOrEqual(10)
  })

  test('are the same for all that start for the first time at once', async () => {
    const dataDir = await folder()
    const all = await Promise.all(Array.from({ length: 8 }, () => loadSecrets({ dataDir, ...none })))
    expect(new Set(all.map(({ demoPasswords }) => demoPasswords.shopper)).size).toBe(1)
    expect(await readdir(dataDir)).toEqual(['secrets.json'])
  })

  test.skipIf(process.platform === 'win32')('are refused when others can read them', async () => {
    const dataDir = await folder()
    await loadSecrets({ dataDir, ...none })
    await chmod(join(dataDir, 'secrets.json'), 0o644)
    await expect(loadSecrets({ dataDir, ...none })).rejects.toMatchObject({ code: SecretsOpen.code })
  })

  test('that cannot be read are not made anew in silence, and not quoted', async () => {
    const dataDir = await folder()
    await writeFile(join(dataDir, 'secrets.json'), '{"passKeys": "p1:hush', { mode: 0o600 })
    const refused = await loadSecrets({ dataDir, ...none }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: SecretsUnreadable.code })
    expect(String(refused)).not.toContain('hush')
    expect(await readFile(join(dataDir, 'secrets.json'), 'utf8')).toContain('hush')
  })

  test('give way to those of the environment, which must be two', async () => {
    const dataDir = await folder()
    const given = await loadSecrets({ dataDir, passKeys: `p7:${secret(7)}`, tokenKeys: `t8:${secret(8)}` })
    expect([given.passKeys.signing.kid, given.tokenKeys.signing.kid]).toEqual(['p7', 't8'])
    const same = loadSecrets({ dataDir, passKeys: `p7:${secret(7)}`, tokenKeys: `t8:${secret(8)},t7:${secret(7)}` })
    await expect(same).rejects.toMatchObject({ code: KeysUnreadable.code })
  })
})

describe('[HT4] a ring of keys', () => {
  test('signs with the first and finds all', () => {
    const ring = parseKeyRing('PASS_KEYS', `p2:${secret(2)}, p1:${secret(1)}`)
    expect(ring.signing.kid).toBe('p2')
    expect(ring.find('p1')).toBeDefined()
    expect(ring.find('p3')).toBeUndefined()
  })

  test.each([
    ['nothing', ''],
    ['no key id', secret(1)],
    ['a long key id', `today:${secret(1)}`],
    ['a short secret', `p1:${secret(1, 31)}`],
    ['one key id twice', `p1:${secret(1)},p1:${secret(2)}`],
  ])('%s is refused, naming the variable and quoting no secret', (_, text) => {
    const attempt = () => parseKeyRing('PASS_KEYS', text)
    expect(attempt).toThrow(/^PASS_KEYS: .*; give KID:SECRET/)
    expect(attempt).not.toThrow(new RegExp(secret(1, 24)))
  })
})
