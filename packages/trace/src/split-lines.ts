const NEWLINE = 0x0a

/**
 * Cuts a stream of bytes into lines, whatever the chunks' borders are. Only the one unfinished line is kept, in the
 * pieces it came in, and never more of it than `mostBytes`.
 */
export function createLineSplitter(mostBytes: number): LineSplitter {
  let pieces: Uint8Array[] = []
  let kept = 0

  const finish = (last: Uint8Array): Uint8Array => {
    if (kept === 0) return last
    const line = joined([...pieces, last], kept + last.length)
    pieces = []
    kept = 0
    return line
  }

  return {
    push(chunk) {
      const lines: Uint8Array[] = []
      let from = 0
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        if (kept + end - from > mostBytes) return { lines, isTooLong: true }
        lines.push(finish(chunk.subarray(from, end)))
        from = end + 1
      }
      const rest = chunk.length - from
      if (kept + rest > mostBytes) return { lines, isTooLong: true }
      // A copy: whoever delivers the bytes may use the chunk's memory again.
      if (rest > 0) pieces.push(chunk.slice(from))
      kept += rest
      return { lines, isTooLong: false }
    },
    rest: () => finish(new Uint8Array(0)),
  }
}

export interface LineSplitter {
  /**
   * The lines that this chunk completes, without their newline. They may lie in the chunk's own memory.
   * `isTooLong`: the line after them is over the limit; nothing more can be read.
   */
  push(chunk: Uint8Array): { lines: Uint8Array[]; isTooLong: boolean }
  /** What stands after the last newline; empty when the bytes ended with one. */
  rest(): Uint8Array
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
