/** Test-only: a line to the store whose other end is the test. */
import type { Answer } from '@store/contract/answer.ts'
import type { FloorSnapshot } from '@store/contract/floor.ts'
import type { FloorWire, FloorWireListener } from '../src/client/floor-wire.ts'

export function scriptedWire() {
  const joins: ((answer: Answer<unknown>) => void)[] = []
  let listener: FloorWireListener | undefined
  let isClosed = false
  const wire: FloorWire = {
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
    get store(): FloorWireListener {
      return listener!
    },
    /** Answers the latest join, or the one named. */
    async answer(value: FloorSnapshot, join = joins.length - 1) {
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
