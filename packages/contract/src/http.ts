import { z } from 'zod'
import { Visit } from './visit.ts'

/** RFC 9457. `code` is stable; `detail` is a sentence that says what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

export const Credentials = z.object({ email: z.email().max(254), password: z.string().min(10).max(200) })
export const Registration = z.object({
  email: z.email().max(254),
  password: z.string().min(10).max(200),
  displayName: z.string().trim().min(1).max(80),
})

export const Me = z.object({
  id: z.string(),
  email: z.string(),
  displayName: z.string(),
  role: z.enum(['shopper', 'staff']),
})
/** `token` goes into `Authorization: Bearer` and into a socket's `auth.token`. */
export const SignedIn = z.object({ token: z.string(), expiresAt: z.iso.datetime(), me: Me })

export const EntryPassRequest = z.object({ party: z.int().min(1).max(8).default(1) })
/** `pass` is what the QR code says. Ask for the next one at `renewAt`; this one opens no gate after `expiresAt`. */
export const EntryPass = z.object({
  pass: z.string(),
  party: z.int(),
  issuedAt: z.iso.datetime(),
  renewAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})

/** A demo's server answers at /api/demo; others know no such thing. */
export const DemoStore = z.object({ canHoldPhone: z.literal(true) })
export const HeldPass = z.object({ pass: z.string().max(4096) })

export const ReceiptList = z.object({ receipts: z.array(Visit) })

export const DeviceCredentials = z.object({ deviceId: z.string().min(1).max(64), key: z.string().min(16).max(200) })
export const DeviceToken = z.object({ token: z.string(), expiresAt: z.iso.datetime() })

export type Problem = z.infer<typeof Problem>
export type Credentials = z.infer<typeof Credentials>
export type Registration = z.infer<typeof Registration>
export type Me = z.infer<typeof Me>
export type SignedIn = z.infer<typeof SignedIn>
export type EntryPassRequest = z.infer<typeof EntryPassRequest>
export type EntryPass = z.infer<typeof EntryPass>
export type ReceiptList = z.infer<typeof ReceiptList>
export type DeviceCredentials = z.infer<typeof DeviceCredentials>
export type DeviceToken = z.infer<typeof DeviceToken>
