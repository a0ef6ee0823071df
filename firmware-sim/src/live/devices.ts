import type { DeviceKind } from '@store/contract/device.ts'
import type { StoreLayout } from '@store/planogram/layout.ts'

export interface LiveDevice {
  readonly id: string
  readonly kind: DeviceKind
}

/** Every device that a store of this layout has: one per gondola and per gate, one tracker, and tag readers if asked for. */
export function liveDevices(layout: StoreLayout, hasRfid: boolean): LiveDevice[] {
  const exits = layout.gates.filter(({ kind }) => kind === 'exit')
  return [
    ...layout.gondolas.map(({ id }): LiveDevice => ({ id: shelfDevice(id), kind: 'plates' })),
    { id: TRACKER, kind: 'tracker' },
    ...layout.gates.map(({ id }): LiveDevice => ({ id, kind: 'gate' })),
    ...(hasRfid ? exits.map(({ id }): LiveDevice => ({ id: readerDevice(id), kind: 'rfid' })) : []),
  ]
}

/** Where the keys of a store's simulated devices are looked for. */
export const DEFAULT_KEYS = 'device-keys.json'

/** What whoever runs the store types, to let these devices in and to have their keys in a file. */
export const enrolCommand = (devices: readonly LiveDevice[], keysPath: string): string =>
  `npm run device -- enroll --keys ${keysPath} ${devices.map(({ id, kind }) => `${id}:${kind}`).join(' ')}`

export const TRACKER = 'tracker'
export const shelfDevice = (gondola: string): string => `shelf-${gondola}`
export const readerDevice = (gate: string): string => `rfid-${gate}`
