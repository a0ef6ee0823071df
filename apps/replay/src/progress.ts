import type { Watching } from './play.ts'
import { printable } from './report/text-width.ts'

/** The part of a terminal that progress needs. */
export interface Terminal {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface Progress {
  readonly watching: Watching
  /** To be called before anything else is written: nothing of the progress line stays on the screen. */
  erase(): void
}

const FIRST_AFTER_MS = 500
const EVERY_MS = 100

/** A line that says how far a long trace has come; on a terminal only, and only when it takes a while. */
export function createProgress(terminal: Terminal, nowMs: () => number): Progress {
  if (terminal.isTTY !== true) return { watching: () => {}, erase: () => {} }
  let nextMs = nowMs() + FIRST_AFTER_MS
  let isShown = false

  return {
    watching(name, traceMs) {
      if (nowMs() < nextMs) return
      nextMs = nowMs() + EVERY_MS
      isShown = true
      terminal.write(`\r\u001b[K${printable(name).slice(0, 50)}: ${Math.round(traceMs / 1000)} s played`)
    },
    erase() {
      if (isShown) terminal.write('\r\u001b[K')
      isShown = false
      nextMs = nowMs() + FIRST_AFTER_MS
    },
  }
}
