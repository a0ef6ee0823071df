/** Where a segment stands in its log: segments of one run follow each other, and runs follow each other. */
export interface SegmentPlace {
  readonly run: number
  readonly segment: number
}

/** Names sort as the segments do. */
export const segmentName = ({ run, segment }: SegmentPlace): string =>
  `${String(run).padStart(8, '0')}-${String(segment).padStart(5, '0')}.jsonl`

/** `undefined` for whatever else lies in the folder. */
export function segmentPlace(name: string): SegmentPlace | undefined {
  const [, run, segment] = /^(\d{8,})-(\d{5,})\.jsonl$/.exec(name) ?? []
  return run === undefined || segment === undefined ? undefined : { run: Number(run), segment: Number(segment) }
}

export const bySegmentPlace = (a: SegmentPlace, b: SegmentPlace): number => a.run - b.run || a.segment - b.segment
