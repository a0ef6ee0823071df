import { DeviceKind } from '@store/contract/device.ts'
import type { DeviceCredentials, DeviceToken } from '@store/contract/http.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { isSameSecret, type KeyRing } from '../keys.ts'
import { bearerTokens } from './bearer-token.ts'

/** A device that may speak for a store, once somebody enrolled it. Its key is stored as a hash only. */
export interface Device {
  readonly id: string
  readonly storeId: string
  readonly kind: DeviceKind
  readonly keyHash: string
  readonly enrolledAtMs: number
  readonly revokedAtMs?: number
}

export interface DeviceBook {
  /** False when the id is there already, also when two ask at once. */
  add(device: Device): Promise<boolean>
  replace(device: Device): Promise<void>
  byId(id: string): Promise<Device | undefined>
  list(storeId: string): Promise<readonly Device[]>
  revoke(id: string, atMs: number): Promise<void>
}

export interface DeviceDesk {
  /** The key is told here and never again. `renew` gives an enrolled or revoked device a new one. */
  enrol(asked: { id: string; kind: DeviceKind; renew?: boolean }, nowMs: number): Promise<DeviceCredentials>
  token(asked: DeviceCredentials, nowMs: number): Promise<DeviceToken>
  /** Who holds this token, as long as it is not revoked: what a socket may believe about a device [DV4]. */
  admit(token: string, nowMs: number): Promise<DeviceIdentity | undefined>
  revoke(id: string, nowMs: number): Promise<void>
  list(): Promise<readonly Device[]>
}

export interface DeviceIdentity {
  readonly deviceId: string
  readonly storeId: string
  readonly kind: DeviceKind
}

export const DeviceExists = defineFault(
  'device.already-enrolled',
  'conflict',
  (d: { id: string; storeId: string }) =>
    `Device ${d.id} is enrolled in store ${d.storeId} already; choose another id, or give it a new key with --renew.`,
)

export const DeviceUnknown = defineFault(
  'device.unknown',
  'not-found',
  (d: { id: string }) => `There is no device ${d.id} in this store; see what there is with: npm run device -- list`,
)

export const DeviceRefused = defineFault(
  'device.refused',
  'refused',
  (d: { deviceId: string }) =>
    `Device ${JSON.stringify(d.deviceId)} is not enrolled here with that key; enrol it with: npm run device -- enroll.`,
)

/** Long enough that a token outlives the slowest reconnect, short enough that a stolen one is soon worth nothing. */
const TOKEN_MS = 10 * 60_000
const KEY_BYTES = 32

export function deviceDesk(deps: { book: DeviceBook; keys: KeyRing; storeId: string }): DeviceDesk {
  const { book, keys, storeId } = deps
  const audience = `device/${storeId}` as const
  const tokens = bearerTokens({ keys, audience, validMs: TOKEN_MS, claims: z.object({ kind: DeviceKind }) })

  const own = (device: Device | undefined): device is Device => device?.storeId === storeId

  return {
    enrol: async ({ id, kind, renew = false }, nowMs) => {
      const key = randomBytes(KEY_BYTES).toString('base64url')
      const device: Device = { id, storeId, kind, keyHash: keyHash(key), enrolledAtMs: nowMs }
      if (await book.add(device)) return { deviceId: id, key }
      const known = await book.byId(id)
      if (!renew || !own(known)) throw DeviceExists({ id, storeId: known?.storeId ?? storeId })
      await book.replace(device)
      return { deviceId: id, key }
    },
    token: async ({ deviceId, key }, nowMs) => {
      const device = await book.byId(deviceId)
      // Compared even if there is no such device: neither the answer nor its time tells which ids exist.
      const isRight = isSameSecret(keyHash(key), device?.keyHash ?? '')
      if (!own(device) || !isRight || device.revokedAtMs !== undefined) throw DeviceRefused({ deviceId })
      return tokens.sign(device.id, { kind: device.kind }, nowMs)
    },
    admit: async (token, nowMs) => {
      const read = tokens.read(token, nowMs)
      const device = read && (await book.byId(read.subject))
      if (!read || !own(device) || device.revokedAtMs !== undefined || device.kind !== read.kind) return undefined
      return { deviceId: device.id, storeId, kind: device.kind }
    },
    revoke: async (id, nowMs) => {
      if (!own(await book.byId(id))) throw DeviceUnknown({ id })
      await book.revoke(id, nowMs)
    },
    list: () => book.list(storeId),
  }
}

/** A plain hash is enough: the key is 256 random bits, which no dictionary has. */
const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex')

/** In the memory of one process: for tests. */
export function memoryDeviceBook(): DeviceBook {
  const devices = new Map<string, Device>()
  return {
    add: (device) => {
      const isNew = !devices.has(device.id)
      if (isNew) devices.set(device.id, device)
      return Promise.resolve(isNew)
    },
    replace: (device) => {
      devices.set(device.id, device)
      return Promise.resolve()
    },
    byId: (id) => Promise.resolve(devices.get(id)),
    list: (storeId) => Promise.resolve([...devices.values()].filter((one) => one.storeId === storeId)),
    revoke: (id, atMs) => {
      const device = devices.get(id)
      if (device) devices.set(id, { ...device, revokedAtMs: atMs })
      return Promise.resolve()
    },
  }
}
