import type { TrackedPerson, Vec3 } from '@store/device-protocol/frame.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import { describe, expect, test } from 'vitest'
import { attributionPolicy as policy } from './attribution-policy.ts'
import { nearBoth, nearnessOf, type Nearness, type Present } from './nearness.ts'
import { spotOf } from './spot.ts'
import { trackLog } from './track-log.ts'

/** Boards 0.3 m over each other, plates of 0.1 m, 0.4 m deep; the goods lie on the upper one, in the middle. */
const gondola: Gondola = {
  id: 'g',
  x: 0,
  y: 0,
  rotationDegrees: 0,
  width: 2,
  depth: 0.4,
  plateWidth: 0.1,
  shelves: [
    { index: 1, height: 0.7, plates: 20 },
    { index: 2, height: 1, plates: 20 },
  ],
}
const goods = spotOf(gondola, 2, [
  { plate: 10, grams: 100 },
  { plate: 11, grams: 100 },
])
/** A head so far in front of the goods. */
const stands = (metres: number, hands: readonly Vec3[] = []): Omit<TrackedPerson, 'id'> => ({
  head: [1, -0.2 - metres, 1.6],
  hands,
})
const handAt = (metres: number): Vec3 => [1 + metres, -0.2, 1]

/** Everybody stands still for two seconds around the moment; ten frames a second. */
function near(
  people: Readonly<Record<string, Omit<TrackedPerson, 'id'>>>,
  unseen: readonly Present[] = [],
  spot = goods,
) {
  const log = trackLog()
  const tracks = Object.entries(people).map(([id, person]) => ({ id, ...person }))
  for (let atMs = 9_000; atMs <= 11_000; atMs += 100)
    log.add({ kind: 'tracks', device: 't', seq: atMs, arrivedMs: atMs, capturedMs: atMs, tracks })
  const present = [...tracks.map(({ id }) => ({ actor: id, hasPass: true, unseenMs: 0 })), ...unseen]
  return nearnessOf(spot, 10_000, present, (track) => track, log, policy)
}
const ratioOf = (found: readonly Nearness[], actor = 'ana'): number => found.find((one) => one.actor === actor)!.ratio
/** Ana with a hand there all the time. */
const handOver = (x: number, y: number, z: number): number => ratioOf(near({ ana: stands(0.5, [[x, y, z]]) }))

describe('how likely somebody reached there', () => {
  test('[FA11] the one with a hand at the goods comes first, with how near it came', () => {
    const found = near({ ben: stands(0.5), ana: stands(0.6, [handAt(0.05)]) })
    expect(found.map(({ actor }) => actor)).toEqual(['ana', 'ben'])
    expect(found[0]!.handMetres).toBeCloseTo(0.05)
    expect(found[0]!.headMetres).toBeCloseTo(0.6)
    expect(found[1]).not.toHaveProperty('handMetres')
  })

  test('[FA11] the nearer of two hands speaks', () => {
    const [one, both] = [[handAt(0.05)], [handAt(0.05), handAt(0.8)]].map((hands) =>
      ratioOf(near({ ana: stands(0.5, hands) })),
    )
    expect(both).toBe(one)
  })

  test('[FA11] a hand far off tells against them, more than none at all', () => {
    const shown = { kim: stands(3, [handAt(3)]) }
    const [at, unseen, off] = [[handAt(0.1)], [], [handAt(0.8)]].map((hands) =>
      ratioOf(near({ ana: stands(0.5, hands), ...shown })),
    )
    expect(at).toBeGreaterThan(10 * unseen!)
    expect(unseen).toBeGreaterThan(5 * off!)
  })

  test('[FA61] a plate further along tells against a hand; how deep it reaches and how high it grips does not', () => {
    expect(handOver(1.2, -0.2, 1.1)).toBeLessThan(handOver(1, -0.2, 1.1) / 10)
    for (const [y, z] of [
      [-0.05, 1.1],
      [-0.5, 1.1],
      [-0.2, 1.18],
    ] as const)
      expect(handOver(1, y, z)).toBeCloseTo(handOver(1, -0.2, 1.1), 9)
  })

  test('[FA61] a hand over the board below, over the one above, or before the shelf was not here', () => {
    for (const [y, z] of [
      [-0.2, 0.8],
      [-0.2, 1.45],
      [-0.8, 1.1],
    ] as const)
      expect(handOver(1, y, z)).toBeLessThan(handOver(1, -0.2, 1.1) / 10)
    const below = spotOf(gondola, 1, [{ plate: 10, grams: 100 }])
    expect(below.headroom).toBeCloseTo(0.3)
    expect(goods.headroom).toBe(Number.POSITIVE_INFINITY)
  })

  test('[FA61] the mean of many sights tells more than any one of them', () => {
    const log = trackLog()
    for (let i = 0; i < 8; i++) {
      // Each sight is 8 cm off, left or right: alone, either would be a plate beside.
      const hand: Vec3 = [1 + (i % 2 === 0 ? 0.08 : -0.08), -0.2, 1.1]
      log.add({ kind: 'tracks', device: 't', seq: i, arrivedMs: 0, capturedMs: 9_600 + i * 66, tracks: [{ id: 'ana', ...stands(0.5, [hand]) }] }) // prettier-ignore
    }
    const [shaking] = nearnessOf(goods, 10_000, [{ actor: 'ana', hasPass: true, unseenMs: 0 }], (track) => track, log, policy) // prettier-ignore
    expect(shaking!.ratio).toBeGreaterThan(0.8 * handOver(1, -0.2, 1.1))
  })

  test('[FA65] a hand over the middle of two places may have taken from both, one over either rather not', () => {
    const beside = spotOf(gondola, 2, [{ plate: 14, grams: 100 }])
    const overBoth = (x: number): number => {
      const people = { ana: stands(0.5, [[x, -0.2, 1.1]]) }
      return nearBoth(near(people)[0]!, near(people, [], beside)[0]!)
    }
    expect(overBoth(1.175)).toBeGreaterThan(2 * handOver(1.175, -0.2, 1.1))
    expect(overBoth(1)).toBeLessThan(handOver(1, -0.2, 1.1) / 2)
    expect(overBoth(0.5)).toBeLessThan(overBoth(1) / 10)
    expect(nearBoth(near({ ana: stands(0.5) })[0]!, near({ ana: stands(0.5) }, [], beside)[0]!)).toBe(0)
  })

  test('[FA11] where the tracker shows no hands, the head is all there is, and falls off slowly', () => {
    const [close, reaching, across] = [0.5, 0.8, 1.5].map((metres) => ratioOf(near({ ana: stands(metres) })))
    expect(close).toBe(1)
    expect(reaching).toBeGreaterThan(0.05)
    expect(across).toBeLessThan(0.01)
    expect(across).toBeGreaterThan(1e-4)
  })

  test('[FA11] somebody without a pass is a shopper less often', () => {
    const log = trackLog()
    log.add({
      kind: 'tracks',
      device: 't',
      seq: 1,
      arrivedMs: 0,
      capturedMs: 10_000,
      tracks: [{ id: 'x', ...stands(0.5) }],
    })
    const [found] = nearnessOf(
      goods,
      10_000,
      [{ actor: 'x', hasPass: false, unseenMs: 0 }],
      (track) => track,
      log,
      policy,
    )
    expect(found!.ratio).toBe(policy.withoutPass)
  })
})

const unseen = (...names: readonly string[]) => near({}, names.map((actor) => ({ actor, hasPass: true, unseenMs: 0 }))) // prettier-ignore

describe('who is not seen', () => {
  const ana: Present = { actor: 'ana', hasPass: true, unseenMs: 0 }

  test('[FA12] may still have done it, much less likely than one who is there', () => {
    const found = near({ ben: stands(0.5) }, [ana])
    expect(found.map(({ actor }) => actor)).toEqual(['ben', 'ana'])
    expect(ratioOf(found)).toBe(policy.missing)
  })

  test('[FA12] less and less likely the longer they have not been seen', () => {
    const [soon, late] = [policy.missingMs, 10 * policy.missingMs].map((unseenMs) =>
      ratioOf(near({ ben: stands(0.5) }, [{ ...ana, unseenMs }])),
    )
    expect(soon).toBeCloseTo(policy.missing / 2)
    expect(late).toBeLessThan(policy.missing / 100)
  })

  test('[FA12] and likely so while the tracker sees nobody', () => {
    expect(near({}, [ana])).toEqual([{ actor: 'ana', ratio: policy.blind }])
  })

  test('[FA33] equals stand in the order of their names', () => {
    expect(unseen('ben', 'ana')).toEqual(unseen('ana', 'ben'))
  })
})
