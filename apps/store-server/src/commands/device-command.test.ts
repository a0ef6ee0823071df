import { expect, test } from 'vitest'
import { parseKeyRing } from '../keys.ts'
import { deviceCommand, DeviceUsage } from './device-command.ts'
import { deviceDesk, memoryDeviceBook } from './devices.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const keys = parseKeyRing('TOKEN_KEY', `t1:${Buffer.alloc(32, 1).toString('base64url')}`)

test('[DV7] a device is enrolled, listed and revoked from the command line', async () => {
  const desk = deviceDesk({ book: memoryDeviceBook(), keys, storeId: 'corner-shop' })
  expect(await deviceCommand({ words: ['list'] })(desk, NOW)).toEqual(['no devices are enrolled'])
  const [said, key = ''] = await deviceCommand({ words: ['enroll'], id: 'shelf-1', kind: 'plates' })(desk, NOW)
  expect(said).toContain('shelf-1 (plates)')
  expect(await desk.token({ deviceId: 'shelf-1', key }, NOW)).toBeDefined()
  await deviceCommand({ words: ['revoke'], id: 'shelf-1' })(desk, NOW)
  expect(await deviceCommand({ words: ['list'] })(desk, NOW)).toEqual([
    'shelf-1  plates  revoked 2026-11-22T12:00:00.000Z, enrolled 2026-11-22T12:00:00.000Z',
  ])
})

test.each([
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
