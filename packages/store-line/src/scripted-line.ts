/** Test-only: a line to the store whose other end is the test. */
import type { Answer } from '@store/contract/answer.ts'
import type { Line, LineListener } from './line.ts'

export function scriptedLine() {
  const joins: ((answer: Answer<unknown>) => void)[] = []
  let listener: LineListener | undefined
  let isClosed = false
  const line: Line = {
    join: () => new Promise((resolve) => joins.push(resolve)),
    hear: (next) => (listener = next),
    later(act, afterMs) {
      const timer = setTimeout(act, afterMs)
      return () => clearTimeout(timer)
    },
    close: () => (isClosed = true),
  }
  return {
    line,
    get joins() {
      return joins.length
    },
    get isClosed() {
      return isClosed
    },
    get store(): LineListener {
      return listener!
    },
    /** Answers the latest join, or the one named. */
    async answer(value: object, join = joins.length - 1) {
      joins[join]!({ ok: true, value })
      await Promise.resolve()
      await Promise.resolve()
    },
    async refuse(message: string) {
      joins.at(-1)!({ ok: false, fault: { code: 'test.refused', message } })
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}
