import { z } from 'zod'
import type { Reply } from './answer.ts'

/** What a device may be, and so what it may say: plates weigh, a tracker tracks, a gate reads passes and crossings, a reader reads tags. */
export const DeviceKind = z.enum(['plates', 'tracker', 'gate', 'rfid'])

/** First after every connection. A boot is one run of the device's firmware: its sequence numbers start from 1. */
export const DeviceHello = z.object({ boot: z.string().min(1).max(64) })

/**
 * From where the device goes on sending: everything of this boot before `nextSeq` is durable here. `clockSpeed` is told by
 * stores for simulated devices only, whose clock may run so many times as fast as the wall's; a device there goes by `serverMs`.
 */
export const DeviceWelcome = z.object({
  nextSeq: z.int().positive(),
  serverMs: z.number(),
  clockSpeed: z.number().positive().optional(),
})

/**
 * Messages in the order of their sequence numbers, the first of them `from`, each in the wire form of a trace without
 * `at`, `device` and `seq`; `t` is the capture time in milliseconds since the Unix epoch.
 */
export const DeviceBatch = z.object({
  boot: z.string().min(1).max(64),
  from: z.int().positive(),
  messages: z.array(z.record(z.string(), z.unknown())).min(1).max(500),
  /** The oldest number that the device still keeps. What is missing before it was dropped for want of memory: do not wait for it. */
  oldest: z.int().positive().optional(),
})

/** Durable in the frame log up to and including this sequence number; the device may forget it. `serverMs`: see the welcome. */
export const DeviceAck = z.object({ upTo: z.int().nonnegative(), serverMs: z.number().optional() })

/** Nothing was captured before `capturedMs` (Unix epoch) that is not in a batch up to `lastSeq`: silence is news too. */
export const DeviceHeartbeat = z.object({
  boot: z.string().min(1).max(64),
  lastSeq: z.int().nonnegative(),
  capturedMs: z.number(),
})

export const GapRequest = z.object({ boot: z.string(), from: z.int().positive(), to: z.int().positive() })

/** A QR code held to a gate, as it was read. */
export const PassScan = z.object({ gate: z.string().min(1).max(64), pass: z.string().max(4096) })

/** What the gate's display tells the shopper. Refusals carry a code, and a sentence they can act on. */
export const PassVerdict = z.discriminatedUnion('open', [
  z.object({ open: z.literal(true), party: z.int().positive() }),
  z.object({ open: z.literal(false), reason: z.string(), message: z.string() }),
])

/** Opens a door for so long. At the exit `first` leads into the vestibule, `second` onto the street. */
export const DoorOrder = z.object({
  gate: z.string(),
  door: z.enum(['entry', 'first', 'second']),
  openForMs: z.int().positive(),
})

export type DeviceKind = z.infer<typeof DeviceKind>
export type DeviceHello = z.infer<typeof DeviceHello>
export type DeviceWelcome = z.infer<typeof DeviceWelcome>
export type DeviceBatch = z.infer<typeof DeviceBatch>
export type DeviceAck = z.infer<typeof DeviceAck>
export type DeviceHeartbeat = z.infer<typeof DeviceHeartbeat>
export type GapRequest = z.infer<typeof GapRequest>
export type PassScan = z.infer<typeof PassScan>
export type PassVerdict = z.infer<typeof PassVerdict>
export type DoorOrder = z.infer<typeof DoorOrder>

export interface DeviceClientEvents {
  'device:hello': (request: DeviceHello, reply: Reply<DeviceWelcome>) => void
  'device:send': (request: DeviceBatch, reply: Reply<DeviceAck>) => void
  'device:beat': (request: DeviceHeartbeat, reply: Reply<DeviceAck>) => void
  'pass:scan': (request: PassScan, reply: Reply<PassVerdict>) => void
}
export interface DeviceServerEvents {
  'gap:requested': (request: GapRequest) => void
  'door:ordered': (order: DoorOrder) => void
}
