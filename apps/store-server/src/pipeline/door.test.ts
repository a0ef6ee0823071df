import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { doorPolicy, moved, nextLookMs, vacant, type Door, type DoorEvent, type DoorStep } from './door.ts'

const { deadlineMs, openForMs } = doorPolicy
const waiting: Door = { status: 'waiting', dueMs: 9_000, leaving: ['v1'] }
const open: Door = { status: 'open', untilMs: 9_000, dueMs: undefined, leaving: [] }
const openAndEntered: Door = { status: 'open', untilMs: 9_000, dueMs: 12_000, leaving: ['v2'] }
const opening = (because: 'settled' | 'deadline'): DoorStep => ({ do: 'open', forMs: openForMs, because })

const entered: DoorEvent = { type: 'entered' }
const identified: DoorEvent = { type: 'identified', visit: 'v2' }
const settled: DoorEvent = { type: 'settled', visit: 'v1' }
const wentOut: DoorEvent = { type: 'went-out' }
const clock: DoorEvent = { type: 'looked-at-the-clock' }

describe('[PI10] the second door, every state asked every event in good time', () => {
  const at = 5_000
  const opened: Door = { status: 'open', untilMs: at + openForMs, dueMs: undefined, leaving: [] }
  const table: [string, Door, DoorEvent, Door, DoorStep[]][] = [
    ['vacant', vacant, entered, { status: 'waiting', dueMs: at + deadlineMs, leaving: [] }, []],
    ['vacant', vacant, identified, vacant, []],
    ['vacant', vacant, settled, vacant, []],
    ['vacant', vacant, wentOut, vacant, []],
    ['vacant', vacant, clock, vacant, []],
    ['waiting', waiting, entered, waiting, []],
    ['waiting', waiting, identified, { ...waiting, leaving: ['v1', 'v2'] }, []],
    ['waiting', waiting, settled, opened, [opening('settled')]],
    ['waiting', waiting, wentOut, waiting, []],
    ['waiting', waiting, clock, waiting, []],
    ['open', open, entered, { ...open, dueMs: at + deadlineMs }, []],
    ['open', open, identified, { ...open, leaving: ['v2'] }, []],
    ['open', open, settled, open, []],
    ['open', open, wentOut, open, []],
    ['open', open, clock, open, []],
    ['open, somebody came', openAndEntered, entered, openAndEntered, []],
    ['open, somebody came', openAndEntered, identified, openAndEntered, []],
    ['open, somebody came', openAndEntered, settled, openAndEntered, []],
    ['open, somebody came', openAndEntered, wentOut, openAndEntered, []],
    ['open, somebody came', openAndEntered, clock, openAndEntered, []],
  ]
  test.each(table)('%s: $2.type', (_, door, event, next, steps) => {
    expect(moved(door, event, at)).toEqual([next, steps])
  })

  test('who came while it stood open is let out when settled, and the door stays open for them', () => {
    const [door, steps] = moved(openAndEntered, { type: 'settled', visit: 'v2' }, at)
    expect([door, steps]).toEqual([opened, [opening('settled')]])
  })
})

describe('[PI10] the deadline', () => {
  test('opens the door, and hands over for review what was not settled', () => {
    expect(moved(waiting, clock, 9_000)).toEqual([
      { status: 'open', untilMs: 9_000 + openForMs, dueMs: undefined, leaving: [] },
      [opening('deadline'), { do: 'review', visits: ['v1'] }],
    ])
  })

  test('is not put off by the next who comes in', () => {
    const [door] = moved(vacant, entered, 0)
    const [still] = moved(door, entered, 9_999)
    expect(nextLookMs(still)).toBe(deadlineMs)
  })

  test('counts from the entering, also for who entered while the door stood open', () => {
    const [door] = moved(open, entered, 8_999)
    const [lapsed, none] = moved(door, clock, 9_000)
    expect([lapsed, none]).toEqual([{ status: 'waiting', dueMs: 18_999, leaving: [] }, []])
    expect(moved(lapsed, clock, 18_999)[1]).toEqual([opening('deadline')])
  })

  test('a door left open falls shut', () => {
    expect(moved(open, clock, 9_000)).toEqual([vacant, []])
  })

  const anyEvent: fc.Arbitrary<DoorEvent> = fc.oneof(
    fc.constantFrom(entered, wentOut, clock),
    fc.record({
      type: fc.constantFrom('identified' as const, 'settled' as const),
      visit: fc.constantFrom('a', 'b', 'c'),
    }),
  )
  const history = fc.array(fc.record({ event: anyEvent, waitMs: fc.nat(4_000) }), { maxLength: 40 })

  test('whoever enters finds the door open within the deadline, in any history, looked at when it says', () => {
    fc.assert(
      fc.property(history, (events) => {
        let door: Door = vacant
        let atMs = 0
        /** When the first who is still in there entered. */
        let since: number | undefined
        const openings: number[] = []
        const waits: number[] = []
        const step = (event: DoorEvent): void => {
          const [next, steps] = moved(door, event, atMs)
          if (event.type === 'entered') since ??= atMs
          if (steps.some((one) => one.do === 'open')) {
            openings.push(atMs)
            waits.push(atMs - (since ?? atMs))
            since = undefined
          }
          door = next
        }
        const pass = (untilMs: number): void => {
          for (let look = nextLookMs(door); look !== undefined && look <= untilMs; look = nextLookMs(door)) {
            atMs = Math.max(atMs, look)
            step(clock)
          }
          atMs = untilMs
        }
        for (const { event, waitMs } of events) {
          pass(atMs + waitMs)
          step(event)
        }
        const enteredLast = since ?? Infinity
        pass(atMs + 2 * deadlineMs + openForMs)
        const isLetOut = openings.some((ms) => ms >= enteredLast && ms <= enteredLast + deadlineMs)
        expect(enteredLast === Infinity || isLetOut).toBe(true)
        expect(Math.max(0, ...waits)).toBeLessThanOrEqual(deadlineMs)
        expect(door).toEqual(vacant)
      }),
      { numRuns: 500 },
    )
  })
})
