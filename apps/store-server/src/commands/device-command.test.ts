import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseKeyRing } from '../keys.ts'
import { deviceCommand, DeviceUsage } from './device-command.ts'
import { deviceDesk, memoryDeviceBook } from './devices.ts'
import { keepKey, KeyFileUnreadable } from './key-file.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const keys = parseKeyRing('TOKEN_KEY', `t1:${Buffer.alloc(32, 1).toString('base64url')}`)

/** Where no file is asked for, none is written. */
const keep = () => Promise.reject(new Error('no key is to be kept'))

test('[DV7] a device is enrolled, listed and revoked from the command line', async () => {
  const desk = deviceDesk({ book: memoryDeviceBook(), keys, storeId: 'corner-shop' })
  expect(await deviceCommand({ words: ['list'] })(desk, NOW, keep)).toEqual(['no devices are enrolled'])
  const [said, key = ''] = await deviceCommand({ words: ['enroll'], id: 'shelf-1', kind: 'plates' })(desk, NOW, keep)
  expect(said).toContain('shelf-1 (plates)')
  expect(await desk.token({ deviceId: 'shelf-1', key }, NOW)).toBeDefined()
  await deviceCommand({ words: ['revoke'], id: 'shelf-1' })(desk, NOW, keep)
  expect(await deviceCommand({ words: ['list'] })(desk, NOW, keep)).toEqual([
    'shelf-1  plates  revoked 2026-11-22T12:00:00.000Z, enrolled 2026-11-22T12:00:00.000Z',
  ])
})

test('[DV7] all devices of a store are enrolled with one command, which writes their keys to a file of its owner’s', async () => {
  const desk = deviceDesk({ book: memoryDeviceBook(), keys, storeId: 'corner-shop' })
  const dir = mkdtempSync(join(tmpdir(), 'device-keys-'))
  const path = join(dir, 'device-keys.json')
  const enroll = (...words: string[]) => deviceCommand({ words: ['enroll', ...words], keys: path })(desk, NOW, keepKey)
  expect(await enroll('shelf-1:plates', 'tracker:tracker')).toEqual([`2 devices are enrolled; the keys are in ${path}`])
  await enroll('exit:gate')
  await expect(enroll('exit:gate')).rejects.toThrow('--renew')
  const kept = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path, 'utf8')))
  expect(Object.keys(kept)).toEqual(['shelf-1', 'tracker', 'exit'])
  for (const [deviceId, key] of Object.entries(kept)) expect(await desk.token({ deviceId, key }, NOW)).toBeDefined()
  expect(statSync(path).mode & 0o077).toBe(0)

  writeFileSync(path, 'no keys')
  await expect(enroll('entry:gate')).rejects.toThrow(expect.objectContaining({ code: KeyFileUnreadable.code }))
  rmSync(dir, { recursive: true })
})

test.each([
  { words: ['enroll', 'shelf-1:plates'] },
  { words: ['enroll'], keys: 'keys.json' },
  { words: ['enroll', 'shelf-1'], keys: 'keys.json' },
  { words: ['enroll', 'shelf-1:toaster'], keys: 'keys.json' },
  { words: ['enroll', '../a:gate'], keys: 'keys.json' },
  { words: ['enroll', 'a:gate'], keys: 'keys.json', id: 'b' },
  { words: [] },
  { words: ['destroy'] },
  { words: ['list', 'all'] },
  { words: ['revoke'] },
  { words: ['enroll'], id: 'shelf-1' },
  { words: ['enroll'], id: 'shelf-1', kind: 'toaster' },
  { words: ['enroll'], id: '../shelf', kind: 'plates' },
])('[DV7] a command line that cannot be meant is refused with its usage: %j', (asked) => {
  expect(() => deviceCommand(asked)).toThrow(expect.objectContaining({ code: DeviceUsage.code }))
  expect(() => deviceCommand(asked)).toThrow(/Usage: npm run device/)
})
