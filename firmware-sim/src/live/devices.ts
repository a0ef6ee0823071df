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

export const TRACKER = 'tracker'
export const shelfDevice = (gondola: string): string => `shelf-${gondola}`
export const readerDevice = (gate: string): string => `rfid-${gate}`
