import type { Receipt } from '@store/engine/receipt.ts'
import type { ChangeEvidence } from '@store/fusion/evidence.ts'
import type { Facing } from '@store/planogram/layout.ts'
import type { DeviceKind } from '@store/contract/device.ts'
import type { VisitRecord } from './visit-register.ts'

/**
 * What the pipeline tells the rest of the server, in order; instants are Unix epoch milliseconds. While the store is
 * rebuilt after a start the same events come again, with `isReplay`: views need them, doors must not move for them.
 */
export type StoreEvent = { readonly isReplay: boolean } & (
  | {
      readonly type: 'visit-changed'
      readonly visit: VisitRecord
      readonly was: VisitRecord['status'] | undefined
      /** What its basket rests on; absent while there is nothing in it. */
      readonly grounds?: Grounds
    }
  | { readonly type: 'people-seen'; readonly atMs: number; readonly people: readonly SeenPerson[] }
  | { readonly type: 'gate-crossed'; readonly gate: string; readonly direction: 'in' | 'out'; readonly atMs: number }
  | {
      readonly type: 'change-believed'
      readonly atMs: number
      readonly evidence: ChangeEvidence
      /** The visit of each actor whom the evidence names, where the actor has one. */
      readonly visits: ReadonlyMap<string, VisitRecord>
    }
  | { readonly type: 'stock-changed'; readonly facing: Facing; readonly stock: number }
  | {
      readonly type: 'device-refused'
      readonly device: string
      readonly atMs: number
      readonly code: string
      readonly reason: string
    }
  /** It is over and settled for long: nobody need remember it but its receipt. */
  | { readonly type: 'visit-forgotten'; readonly visitId: string }
  /** A new run began: what the engine knew of tracks is gone. */
  | { readonly type: 'run-begun'; readonly startedMs: number }
  /** The store is as it was before it stopped; from here on everything is live. */
  | { readonly type: 'caught-up'; readonly atMs: number }
)

export interface Grounds {
  readonly receipt: Pick<Receipt, 'lines' | 'unresolved'>
  /** The visit of each actor whom the evidence names, where the actor has one. */
  readonly visitOf: ReadonlyMap<string, string>
  /** Unix epoch milliseconds of the time zero that the evidence counts from. */
  readonly startedMs: number
}

export interface SeenPerson {
  readonly track: string
  readonly x: number
  readonly y: number
  readonly visitId?: string
}

export interface DeviceHealth {
  readonly id: string
  readonly kind: DeviceKind
  readonly state: 'well' | 'late' | 'silent' | 'refused'
  readonly lagMs: number | null
  readonly lastSeenMs: number | null
  readonly lost: number
}
