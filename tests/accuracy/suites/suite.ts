import type { Frame } from '@store/device-protocol/frame.ts'
import type { StoreModel } from '@store/fusion/fusion.ts'
import type { ScoredReceipt } from '@store/replay/score.ts'
import type { Happened } from '../score/causes.ts'

/** A kind of visits by name, as many as there are seeds. */
export interface Suite {
  readonly name: string
  /** One line for the report. */
  readonly about: string
  readonly group: 'required' | 'hard case' | 'condition' | 'size' | 'nanostore'
  /** The least mean receipt F1 that is asked of us. */
  readonly requiredF1?: number
  /** What the 2020 winner's own program scored on others' traces of this kind: for holding our baseline against. */
  readonly winnerF1?: number
  /** Counted among the plain suites, where next to nothing may be charged wrongly. */
  readonly isPlain?: boolean
  /** How many seeds a quick and a full run play. */
  readonly seeds: { readonly quick: number; readonly full: number; readonly most?: number }
  /** Why it cannot be played here; absent where it can. */
  readonly missing?: string
  /** The same seed makes the same material, on any machine. */
  make(seed: number): Promise<Material>
}

/** One trace with everything that is needed to play and to judge it. */
export interface Material {
  readonly name: string
  /** How good the sensors are: a weather's name, or `recorded`. */
  readonly quality: string
  readonly store: StoreModel
  readonly frames: readonly Frame[]
  readonly inside: readonly { readonly shopper: string; readonly track?: string | undefined }[]
  readonly truth: readonly ScoredReceipt[]
  /** What was done, and under which circumstances: where mistakes come from. */
  readonly happened: readonly Happened[]
  readonly shoppers: number
  /** The same visit over a network without faults: receipts must be the same. */
  readonly clean?: readonly Frame[]
}
