import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deviceBoots, NumberTooFar, WrongBoot, type DeviceBoots } from './device-boots.ts'

const GIVE_UP_MS = 10_000
const one = (): DeviceBoots => {
  const boots = deviceBoots(GIVE_UP_MS)
  boots.hello('shelf', 'b1')
  return boots
}
const seqs = (boots: DeviceBoots, boot: string, from: number, count: number): number[] =>
  boots.fresh('shelf', { boot, from, count }).map(({ seq }) => seq)
const send = (boots: DeviceBoots, boot: string, from: number, count: number, nowMs = 0) => {
  const fresh = seqs(boots, boot, from, count)
  return { fresh, ...boots.took('shelf', { boot, from, count }, nowMs) }
}

describe('[PI3] every message once, in the log’s own numbers', () => {
  test('a batch sent again brings nothing new, and is acknowledged as before', () => {
    const boots = one()
    expect(send(boots, 'b1', 1, 3)).toEqual({ fresh: [1, 2, 3], upTo: 3 })
    expect(send(boots, 'b1', 1, 3)).toEqual({ fresh: [], upTo: 3 })
    expect(send(boots, 'b1', 2, 4)).toEqual({ fresh: [4, 5], upTo: 5 })
  })

  test('a new boot counts from 1, and the log counts on', () => {
    const boots = one()
    send(boots, 'b1', 1, 3)
    expect(boots.hello('shelf', 'b2')).toBe(1)
    expect(send(boots, 'b2', 1, 2)).toEqual({ fresh: [4, 5], upTo: 2 })
  })

  test('a former boot that comes back goes on where it was', () => {
    const boots = one()
    send(boots, 'b1', 1, 3)
    boots.hello('shelf', 'b2')
    send(boots, 'b2', 1, 2)
    expect(boots.hello('shelf', 'b1')).toBe(4)
    expect(send(boots, 'b1', 4, 1)).toEqual({ fresh: [6], upTo: 4 })
  })

  test('a boot that did not say hello is refused', () => {
    expect(() => seqs(one(), 'other', 1, 1)).toThrow(expect.objectContaining({ code: WrongBoot.code }))
  })

  test('a number from nowhere is refused', () => {
    expect(() => seqs(one(), 'b1', 9_000_000_000, 1)).toThrow(expect.objectContaining({ code: NumberTooFar.code }))
  })
})

describe('[PI3] a gap', () => {
  test('is asked for, holds the ack back, and is closed by what was missing', () => {
    const boots = one()
    expect(send(boots, 'b1', 4, 2)).toEqual({ fresh: [4, 5], upTo: 0, missing: { from: 1, to: 3 } })
    expect(send(boots, 'b1', 1, 3)).toEqual({ fresh: [1, 2, 3], upTo: 5 })
  })

  test('is given up in the end, and counted', () => {
    const boots = one()
    send(boots, 'b1', 4, 2, 0)
    expect(boots.giveUp(GIVE_UP_MS - 1)).toEqual([])
    expect(boots.giveUp(GIVE_UP_MS)).toEqual([{ device: 'shelf', lost: 3 }])
    expect(boots.hello('shelf', 'b1')).toBe(6)
  })

  test('is given up at once where the device says that it has dropped it', () => {
    const boots = one()
    expect(boots.took('shelf', { boot: 'b1', from: 4, count: 2, oldest: 4 }, 0)).toEqual({ upTo: 5 })
    expect(boots.giveUp(0)).toEqual([{ device: 'shelf', lost: 3 }])
  })

  test('at the end of what a device said is asked for, and never given up: it may still be on its way', () => {
    const boots = one()
    send(boots, 'b1', 1, 2, 0)
    expect(boots.beat('shelf', 'b1', 5, 1_000)).toEqual({ upTo: 2 })
    expect(boots.beat('shelf', 'b1', 5, 3_000)).toEqual({ upTo: 2, missing: { from: 3, to: 5 } })
    expect(boots.giveUp(60_000)).toEqual([])
    expect(send(boots, 'b1', 3, 3, 61_000)).toEqual({ fresh: [3, 4, 5], upTo: 5 })
  })
})

test('[PI3] a new run begins at 1 in the log, and goes on in the device', () => {
  const boots = one()
  send(boots, 'b1', 1, 3)
  expect(boots.renew()).toEqual([{ device: 'shelf', boot: 'b1', upTo: 3, base: -3 }])
  expect(send(boots, 'b1', 2, 3)).toEqual({ fresh: [1], upTo: 4 })
})

test('[PI3] in any order of batches, restarts and boots, nothing is new twice, and the ack never runs ahead', () => {
  const Step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        from: fc.integer({ min: 1, max: 30 }),
        count: fc.integer({ min: 1, max: 8 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('boot' as const), boot: fc.constantFrom('b1', 'b2', 'b3') }) },
  )
  fc.assert(
    fc.property(fc.array(Step, { maxLength: 40 }), (steps) => {
      let boots = one()
      let boot = 'b1'
      const logged: { boot: string; bootSeq: number; seq: number }[] = []
      const turned = new Map<string, number>()
      const holes: number[] = []
      for (const step of steps) {
        if (step.do === 'boot') {
          boot = step.boot
          turned.set(boot, boots.hello('shelf', boot) - 1)
        } else if (step.do === 'restart') {
          boots = deviceBoots(GIVE_UP_MS)
          for (const { seq, boot: name, bootSeq } of logged) boots.readBack('shelf', seq, name, bootSeq)
          turned.set(boot, Math.max(turned.get(boot) ?? 0, boots.hello('shelf', boot) - 1))
        } else {
          const batch = { boot, from: step.from, count: step.count }
          for (const { seq, bootSeq } of boots.fresh('shelf', batch)) logged.push({ boot, bootSeq, seq })
          const { upTo } = boots.took('shelf', batch, 0)
          // What a boot had left out when another took over is given up with it.
          const there = new Set(logged.filter((message) => message.boot === boot).map(({ bootSeq }) => bootSeq))
          for (let n = (turned.get(boot) ?? 0) + 1; n <= upTo; n++) holes.push(...(there.has(n) ? [] : [n]))
        }
      }
      expect(holes).toEqual([])
      const keys = logged.map((message) => `${message.boot}/${message.bootSeq}`)
      expect(new Set(keys).size).toBe(keys.length)
      expect(new Set(logged.map(({ seq }) => seq)).size).toBe(logged.length)
    }),
    { numRuns: 300 },
  )
})
