import { describe, expect, test } from 'vitest'
import { parseKeyRing } from '../keys.ts'
import { deviceDesk, DeviceExists, DeviceRefused, DeviceUnknown, memoryDeviceBook } from './devices.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const keys = parseKeyRing('TOKEN_KEY', `t1:${Buffer.alloc(32, 1).toString('base64url')}`)

function stores() {
  const book = memoryDeviceBook()
  const here = deviceDesk({ book, keys, storeId: 'corner-shop' })
  const elsewhere = deviceDesk({ book, keys, storeId: 'nanostore' })
  return { book, here, elsewhere }
}

describe('a device', () => {
  test('[DV1] is enrolled with a key that is told once and kept as a hash', async () => {
    const { here, book } = stores()
    const { deviceId, key } = await here.enrol({ id: 'shelf-1', kind: 'plates' }, NOW)
    expect(deviceId).toBe('shelf-1')
    expect(Buffer.from(key, 'base64url')).toHaveLength(32)
    expect(JSON.stringify(await book.list('corner-shop'))).not.toContain(key)
  })

  test('[DV2] is enrolled once, unless it is to have a new key; the old one is then worth nothing', async () => {
    const { here } = stores()
    const old = await here.enrol({ id: 'shelf-1', kind: 'plates' }, NOW)
    await expect(here.enrol({ id: 'shelf-1', kind: 'plates' }, NOW)).rejects.toMatchObject({ code: DeviceExists.code })
    const renewed = await here.enrol({ id: 'shelf-1', kind: 'plates', renew: true }, NOW)
    await expect(here.token(old, NOW)).rejects.toMatchObject({ code: DeviceRefused.code })
    expect(await here.token(renewed, NOW)).toMatchObject({ expiresAt: new Date(NOW + 600_000).toISOString() })
  })

  test('[DV3] gets a token for its key, and only for its key', async () => {
    const { here } = stores()
    const { key } = await here.enrol({ id: 'shelf-1', kind: 'plates' }, NOW)
    await here.enrol({ id: 'shelf-2', kind: 'plates' }, NOW)
    const { token } = await here.token({ deviceId: 'shelf-1', key }, NOW)
    expect(await here.admit(token, NOW)).toEqual({ deviceId: 'shelf-1', storeId: 'corner-shop', kind: 'plates' })
    const wrong = [
      { deviceId: 'shelf-2', key },
      { deviceId: 'shelf-3', key },
      { deviceId: 'shelf-1', key: `${key}x` },
    ]
    for (const one of wrong) await expect(here.token(one, NOW)).rejects.toMatchObject({ code: DeviceRefused.code })
  })

  test('[DV4] is what its token says, until the token ends or the device is revoked', async () => {
    const { here } = stores()
    const { token } = await here.token(await here.enrol({ id: 'gate-1', kind: 'gate' }, NOW), NOW)
    expect(await here.admit(token, NOW + 599_000)).toMatchObject({ kind: 'gate' })
    expect(await here.admit(token, NOW + 600_000)).toBeUndefined()
    await here.revoke('gate-1', NOW)
    expect(await here.admit(token, NOW)).toBeUndefined()
  })

  test('[DV4] that changed its kind is not admitted with a token of the former one', async () => {
    const { here } = stores()
    const { token } = await here.token(await here.enrol({ id: 'x', kind: 'gate' }, NOW), NOW)
    await here.enrol({ id: 'x', kind: 'rfid', renew: true }, NOW)
    expect(await here.admit(token, NOW)).toBeUndefined()
  })

  test('[DV5] of another store is refused: its key, its token, its revocation, its renewal', async () => {
    const { here, elsewhere } = stores()
    const credentials = await elsewhere.enrol({ id: 'shelf-1', kind: 'plates' }, NOW)
    const { token } = await elsewhere.token(credentials, NOW)
    expect(await here.admit(token, NOW)).toBeUndefined()
    await expect(here.token(credentials, NOW)).rejects.toMatchObject({ code: DeviceRefused.code })
    await expect(here.revoke('shelf-1', NOW)).rejects.toMatchObject({ code: DeviceUnknown.code })
    await expect(here.enrol({ id: 'shelf-1', kind: 'plates', renew: true }, NOW)).rejects.toMatchObject({
      code: DeviceExists.code,
    })
  })

  test('[DV6] once revoked gets no token, and returns with a new key only', async () => {
    const { here } = stores()
    const old = await here.enrol({ id: 'shelf-1', kind: 'plates' }, NOW)
    await here.revoke('shelf-1', NOW)
    await expect(here.token(old, NOW)).rejects.toMatchObject({ code: DeviceRefused.code })
    const renewed = await here.enrol({ id: 'shelf-1', kind: 'plates', renew: true }, NOW)
    await expect(here.token(renewed, NOW)).resolves.toBeDefined()
  })
})
