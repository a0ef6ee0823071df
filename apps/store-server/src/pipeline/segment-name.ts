/** Where a segment stands in its log: segments of one run follow each other, and runs follow each other. */
export interface SegmentPlace {
  readonly run: number
  readonly segment: number
}

/** `jsonl` as it was written; `jsonl.gz` once it was thinned; `state` is what the store was like where it begins. */
export type SegmentEnding = 'jsonl' | 'jsonl.gz' | 'state'

/** Names sort as the segments do. */
export const segmentName = ({ run, segment }: SegmentPlace, ending: SegmentEnding = 'jsonl'): string =>
  `${String(run).padStart(8, '0')}-${String(segment).padStart(5, '0')}.${ending}`

/** `undefined` for whatever else lies in the folder. */
export function segmentPlace(name: string, ...endings: readonly SegmentEnding[]): SegmentPlace | undefined {
  const [, run, segment, ending] = /^(\d{8,})-(\d{5,})\.(jsonl|jsonl\.gz|state)$/.exec(name) ?? []
  if (run === undefined || segment === undefined) return undefined
  if (!endings.some((one) => one === ending)) return undefined
  return { run: Number(run), segment: Number(segment) }
}

export const bySegmentPlace = (a: SegmentPlace, b: SegmentPlace): number => a.run - b.run || a.segment - b.segment
