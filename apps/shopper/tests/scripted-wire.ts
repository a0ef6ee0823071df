/** Test-only: a line to the store whose other end is the test. */
import type { Answer } from '@store/contract/answer.ts'
import type { VisitSnapshot } from '@store/contract/visit.ts'
import type { VisitWire, VisitWireListener } from '../src/client/visit-wire.ts'

export function scriptedWire() {
  const joins: ((answer: Answer<unknown>) => void)[] = []
  let listener: VisitWireListener | undefined
  let isClosed = false
  const wire: VisitWire = {
    join: () => new Promise((resolve) => joins.push(resolve)),
    hear: (next) => (listener = next),
    close: () => (isClosed = true),
  }
  return {
    wire,
    get joins() {
      return joins.length
    },
    get isClosed() {
      return isClosed
    },
    get store(): VisitWireListener {
      return listener!
    },
    /** Answers the latest join, or the one named. */
    async answer(value: VisitSnapshot, join = joins.length - 1) {
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
