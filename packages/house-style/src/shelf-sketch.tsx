import type { ShelfPlace } from '@store/contract/evidence.ts'

const WIDTH = 120
const STEP = 15
const TOP = 6

/** The gondola from the front, its boards and the place that is meant: decoration beside words that say the same. */
export function ShelfSketch({ place: { board, boards, from, to } }: { place: ShelfPlace }) {
  const height = TOP + boards * STEP
  const boardY = (index: number): number => TOP + (boards - index + 1) * STEP
  return (
    <svg className="sketch shelf-sketch" viewBox={`-2 0 ${WIDTH + 4} ${height + 4}`} aria-hidden="true">
      <rect className="sketch-frame" width={WIDTH} y="2" height={height} rx="2" />
      {Array.from({ length: boards }, (_, i) => (
        <line key={i} className="sketch-board" x1="0" x2={WIDTH} y1={boardY(i + 1)} y2={boardY(i + 1)} />
      ))}
      <rect
        className="sketch-place"
        x={WIDTH * from}
        width={Math.max(4, WIDTH * (to - from))}
        y={boardY(board) - STEP + 4}
        height={STEP - 5}
        rx="1.5"
      />
    </svg>
  )
}
