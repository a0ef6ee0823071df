import { create } from 'qrcode'
import { useMemo } from 'react'

/** The standard asks for four modules of white around the code; readers at arm's length need them. */
const QUIET_ZONE = 4

/** Always dark on white, whatever the theme: gate readers expect it. One path, so that it is sharp at any size. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text])
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${size + 2 * QUIET_ZONE} ${size + 2 * QUIET_ZONE}`}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}

function drawn(text: string): { size: number; path: string } {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  const rows = Array.from({ length: size }, (_, y) => runs(data.subarray(y * size, (y + 1) * size), y))
  return { size, path: rows.join('') }
}

/** Neighbours in a row are one rectangle: no hairlines between them, and a third of the path. */
function runs(row: Uint8Array, y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    const from = x
    while (row[x] === 1) x++
    if (x > from) path += `M${from} ${y}h${x - from}v1h${from - x}z`
  }
  return path
}
