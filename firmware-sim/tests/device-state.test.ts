import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeviceBatch } from '@store/contract/device.ts'
import { deviceState, usualLink, type DeviceState, type LinkPolicy, type Wish } from '../src/live/device-state.ts'

type Send = Extract<Wish, { do: 'send' }>

describe('what a device says arrives', () => {
  test('[LV1] over any disconnects, lost and late answers, repeats and losses: everything, in order, and nothing acknowledged twice', () => {
    fc.assert(
      fc.property(fc.array(arbitraryMishap, { maxLength: 120 }), (mishaps) => {
        const store = fakeStore()
        const device = deviceState('boot', policy)
        const line = lineBetween(device, store)
        for (const mishap of mishaps) line.suffer(mishap)
        line.calmDown()
        expect(store.heard).toEqual(Array.from({ length: line.said }, (_, i) => i + 1))
        expect(device.waiting).toBe(0)
        expect(line.needless, 'acknowledged, and sent again').toEqual([])
        expect(device.counts).toMatchObject({ said: line.said, acked: line.said, dropped: 0 })
      }),
      { numRuns: 300 },
    )
  })

  test('[LV2] after every connection it says hello, and goes on from where the store has it', () => {
    const device = deviceState('boot', policy)
    for (let n = 1; n <= 5; n++) device.say({ n })
    greet(device, 0, 1)
    expect(sendDue(device, 200)?.request).toMatchObject({ from: 1 })
    device.disconnected(250)
    expect(device.due(260)).toEqual([])
    greet(device, 1_000, 4)
    expect(sendDue(device, 1_200)?.request).toMatchObject({ from: 4, messages: [{ n: 4 }, { n: 5 }] })
  })

  test('[LV3] one batch is under way at a time, and an answer that stays out is not waited for for ever', () => {
    const device = deviceState('boot', policy)
    device.say({ n: 1 })
    greet(device, 0, 1)
    expect(sendDue(device, 200)).toBeDefined()
    device.say({ n: 2 })
    expect(sendDue(device, 600)).toBeUndefined()
    expect(sendDue(device, 200 + policy.answerWithinMs)?.request).toMatchObject({
      from: 1,
      messages: [{ n: 1 }, { n: 2 }],
    })
  })

  test('[LV3] an acknowledgement of more than was ever said is not believed', () => {
    const device = deviceState('boot', policy)
    device.say({ n: 1 })
    greet(device, 0, 1)
    device.acked(sendDue(device, 200)!.ticket, 900, 210)
    device.say({ n: 2 })
    expect(sendDue(device, 400)?.request).toMatchObject({ from: 2, messages: [{ n: 2 }] })
  })

  test('[LV3] batches are neither too many messages nor too many bytes', () => {
    const device = deviceState('boot', { ...policy, mostPerBatch: 3, mostBytesPerBatch: 60 })
    for (const text of ['a', 'b', 'c', 'd', 'x'.repeat(100), 'e']) device.say({ text })
    greet(device, 0, 1)
    const sizes: number[] = []
    for (let atMs = 200; sizes.length < 4 && atMs < 5_000; atMs += 200) {
      const sent = sendDue(device, atMs)
      if (sent === undefined) break
      sizes.push(sent.request.messages.length)
      device.acked(sent.ticket, sent.request.from + sent.request.messages.length - 1, atMs)
    }
    expect(sizes).toEqual([3, 1, 1, 1])
  })

  test('[LV4] a full memory drops the oldest, and every batch after it says so', () => {
    const device = deviceState('boot', { ...policy, mostKept: 3 })
    for (let n = 1; n <= 5; n++) device.say({ n })
    expect(device.counts).toMatchObject({ said: 5, dropped: 2 })
    greet(device, 0, 1)
    expect(sendDue(device, 200)?.request).toEqual({
      boot: 'boot',
      from: 3,
      oldest: 3,
      messages: [{ n: 3 }, { n: 4 }, { n: 5 }],
    })
  })

  test('[LV4] nothing is declared as long as nothing was dropped', () => {
    const device = deviceState('boot', policy)
    device.say({ n: 1 })
    greet(device, 0, 1)
    expect(sendDue(device, 200)?.request).not.toHaveProperty('oldest')
  })

  test('[LV5] a gap that the store asks for is sent at once, as far as it is still kept', () => {
    const device = deviceState('boot', policy)
    for (let n = 1; n <= 6; n++) device.say({ n })
    greet(device, 0, 1)
    device.acked(sendDue(device, 200)!.ticket, 2, 210)
    device.acked(sendDue(device, 400)!.ticket, 2, 410)
    expect(sendDue(device, 600), 'it waits after an answer that brought nothing').toBeUndefined()
    device.gapRequested('another boot', 3, 6)
    expect(sendDue(device, 620)).toBeUndefined()
    device.gapRequested('boot', 1, 6)
    expect(sendDue(device, 640)?.request).toMatchObject({ from: 3, messages: [{ n: 3 }, { n: 4 }, { n: 5 }, { n: 6 }] })
  })

  test('[LV6] it beats every second, with its last number and up to when it has told everything', () => {
    const device = deviceState('boot', policy)
    greet(device, 0, 1)
    expect(beats(device.due(100)), 'nothing measured yet, nothing to vouch for').toEqual([])
    device.say({ n: 1 })
    device.capturedUntil(5_000)
    device.capturedUntil(4_000)
    const [beat] = beats(device.due(200))
    expect(beat?.request).toEqual({ boot: 'boot', lastSeq: 1, capturedMs: 5_000 })
    device.acked(beat!.ticket, 0, 210)
    expect(beats(device.due(1_100))).toEqual([])
    expect(beats(device.due(1_200))).toHaveLength(1)
  })

  test('[LV7] it tries again at longer and longer intervals, up to a limit', () => {
    const device = deviceState('boot', policy)
    const waits: number[] = []
    let atMs = 0
    for (let n = 0; n < 8; n++) {
      expect(device.due(atMs)).toEqual([{ do: 'connect' }])
      const sinceMs = atMs
      device.disconnected(sinceMs)
      while (device.due(atMs).length === 0) atMs += 50
      waits.push(atMs - sinceMs)
      device.disconnected(atMs)
      atMs += policy.reconnectMs.most
    }
    expect(waits.at(-1)).toBeLessThanOrEqual(policy.reconnectMs.most)
    expect(waits[0]).toBeLessThan(waits.at(-1)!)
  })
})

const policy: LinkPolicy = { ...usualLink, mostPerBatch: 4 }

const arbitraryMishap = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('says' as const), count: fc.integer({ min: 1, max: 7 }) }) },
  { weight: 8, arbitrary: fc.record({ what: fc.constant('time' as const), ms: fc.integer({ min: 20, max: 7_000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('loses-request', 'loses-answer', 'delays-answer', 'twice', 'takes-half'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('disconnects', 'refuses', 'old-answer') }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('gap' as const), from: fc.integer({ min: 1, max: 60 }) }) },
)
type Mishap = typeof arbitraryMishap extends fc.Arbitrary<infer M> ? M : never

/** A store that takes only what comes next, as its log does. */
function fakeStore() {
  const heard: number[] = []
  return {
    heard,
    get upTo() {
      return heard.length
    },
    take({ from, messages }: DeviceBatch): void {
      for (const [i, message] of messages.entries()) if (from + i === heard.length + 1) heard.push(Number(message['n']))
    },
  }
}

const halfOf = ({ messages, ...batch }: DeviceBatch): DeviceBatch => ({
  ...batch,
  messages: messages.slice(0, Math.floor(messages.length / 2)),
})

/** Everything that can go wrong between the two, one mishap at a time, for whatever is sent next. */
function lineBetween(device: DeviceState, store: ReturnType<typeof fakeStore>) {
  let nowMs = 0
  let said = 0
  let next: string | undefined
  let told = 0
  const needless: number[] = []
  const delayed: (readonly [ticket: number, upTo: number])[] = []
  const former: (readonly [ticket: number, upTo: number])[] = []

  function answer(ticket: number): void {
    former.push([ticket, store.upTo])
    told = Math.max(told, store.upTo)
    device.acked(ticket, store.upTo, nowMs)
  }

  function grant(wish: Wish): void {
    const mishap = next
    next = undefined
    switch (wish.do) {
      case 'connect':
        return mishap === 'loses-request' ? device.disconnected(nowMs) : device.connected(nowMs)
      case 'hello':
        if (mishap === 'refuses') return device.refused(wish.ticket, nowMs)
        if (mishap === 'loses-answer' || mishap === 'loses-request') return
        told = Math.max(told, store.upTo)
        return device.welcomed(wish.ticket, store.upTo + 1, nowMs)
      case 'beat':
        if (mishap !== undefined) return
        return answer(wish.ticket)
      case 'send':
        if (wish.request.from <= told) needless.push(wish.request.from)
        if (mishap === 'refuses') return device.refused(wish.ticket, nowMs)
        if (mishap === 'loses-request') return
        store.take(mishap === 'takes-half' ? halfOf(wish.request) : wish.request)
        if (mishap === 'twice') store.take(wish.request)
        if (mishap === 'loses-answer') return
        if (mishap === 'delays-answer') return void delayed.push([wish.ticket, store.upTo])
        return answer(wish.ticket)
    }
  }

  function pass(ms: number): void {
    for (const untilMs = nowMs + ms; nowMs < untilMs; nowMs += 50) for (const wish of device.due(nowMs)) grant(wish)
  }

  return {
    get said() {
      return said
    },
    needless,
    suffer(mishap: Mishap): void {
      switch (mishap.what) {
        case 'says':
          for (let i = 0; i < mishap.count; i++) device.say({ n: ++said })
          device.capturedUntil(nowMs)
          return
        case 'time':
          pass(mishap.ms)
          for (const [ticket, upTo] of delayed.splice(0)) {
            told = Math.max(told, upTo)
            device.acked(ticket, upTo, nowMs)
          }
          return
        case 'disconnects':
          delayed.length = 0
          return device.disconnected(nowMs)
        case 'old-answer': {
          const [ticket, upTo] = former.at(-1) ?? [0, 0]
          return device.acked(ticket, upTo, nowMs)
        }
        case 'gap':
          return device.gapRequested('boot', Math.min(mishap.from, Math.max(1, said)), mishap.from)
        default:
          next = mishap.what
      }
    },
    calmDown(): void {
      next = undefined
      pass(60_000)
    },
  }
}

function greet(device: DeviceState, atMs: number, nextSeq: number): void {
  expect(device.due(atMs)).toEqual([{ do: 'connect' }])
  device.connected(atMs)
  const [hello] = device.due(atMs)
  expect(hello).toMatchObject({ do: 'hello' })
  if (hello?.do === 'hello') device.welcomed(hello.ticket, nextSeq, atMs)
}

const sendDue = (device: DeviceState, atMs: number): Send | undefined =>
  device.due(atMs).find((wish): wish is Send => wish.do === 'send')

const beats = (wishes: readonly Wish[]) => wishes.flatMap((wish) => (wish.do === 'beat' ? [wish] : []))
