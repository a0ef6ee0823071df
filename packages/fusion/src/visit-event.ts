/** What the gates and the tracker tell of a visit, in the order in which it came to be known. */
export type VisitEvent =
  | {
      readonly type: 'scanned'
      readonly atMs: number
      readonly actor: string
      readonly shopper: string
      readonly party: number
      readonly gate: string
    }
  | {
      readonly type: 'admitted'
      readonly atMs: number
      readonly actor: string
      readonly track: string | undefined
      readonly gate: string | undefined
    }
  /** Whatever was believed of `wasActor` is true of `actor`. */
  | { readonly type: 'identified'; readonly atMs: number; readonly actor: string; readonly wasActor: string }
  | { readonly type: 'left'; readonly atMs: number; readonly actor: string; readonly gate: string }
  | { readonly type: 'departed'; readonly atMs: number; readonly actor: string; readonly gate: string }
