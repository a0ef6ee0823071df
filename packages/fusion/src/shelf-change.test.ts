import { describe, expect, test } from 'vitest'
import { detectionPolicy } from './detection-policy.ts'
import {
  all,
  changesIn,
  constant,
  framed,
  framesOf,
  gondolaOf,
  pick,
  press,
  ramp,
  read,
  step,
  swing,
  totals,
  type Said,
  type Signal,
  still,
} from './shelf-signals.ts'
import { shelfWatch } from './shelf-change.ts'

const seen = (said: Said) => read(changesIn(framesOf(said)))
const untilThenNan =
  (fromMs: number, toMs: number, signal: Signal): Signal =>
  (atMs) =>
    atMs >= fromMs && atMs < toMs ? Number.NaN : signal(atMs)

/** A single sample far off. */
const spike = (atMs: number): Signal => press(atMs, 10, 400)
const fidgets: Signal = (atMs) => (atMs < 4_000 ? 0 : 300 + 100 * Math.sin(atMs / 90))
/** A light hand, no press. */
const lift = (atMs: number): Signal => all(step(atMs, -100), swing(atMs, 15))
/** A pick at 4 s on a plate that misses every seventh sample. */
const holey: Signal = (atMs) => (Math.round(atMs / 16.667) % 7 === 0 ? Number.NaN : pick(4_000, 100)(atMs))

describe('what a plate is like does not matter', () => {
  test('[FD1] a pick is one step, with its moment and its doubt', () => {
    const [change] = changesIn(framesOf({ plates: { 3: pick(4_000, 100) } }))
    expect(change).toMatchObject({ gondola: 'g', shelf: 1, plates: [{ plate: 3 }] })
    expect(change!.plates[0]!.grams).toBeCloseTo(-100, 0)
    expect(change!.plates[0]!.sigmaGrams).toBeLessThan(0.5)
    expect(Math.abs(change!.momentMs - 4_000)).toBeLessThanOrEqual(150)
    expect(change!.startedMs).toBeLessThanOrEqual(3_700)
    expect(change!.closedMs).toBeGreaterThanOrEqual(change!.settledMs + detectionPolicy.joinMs)
    expect(change!.id).toBe(`g/1/3@${Math.round(change!.momentMs)}`)
  })

  test('[FD2] noise is learned, plate by plate: 0.4 g and 7 g on one shelf', () => {
    const changes = changesIn(
      framesOf({ plates: { 2: pick(4_000, 100), 6: pick(4_000, 100) }, noiseGrams: { 2: 7, 6: 0.4 } }),
    )
    for (const { plates } of changes) expect(plates[0]!.grams).toBeCloseTo(-100, -0.9)
    expect(changes.map(({ plates }) => plates[0]!.sigmaGrams).sort((a, b) => a - b)).toEqual([
      expect.closeTo(0.15, 1),
      expect.closeTo(2.5, -0.3),
    ])
  })

  test.each([-6_000, 0, 12_345])('[FD3] the zero is arbitrary: %d g', (zeroGrams) => {
    expect(seen({ plates: { 3: pick(4_000, 100) }, zeroGrams })).toEqual([{ 3: -100 }])
  })

  test('[FD3] drift of 12 g a minute is no change, and does not falsify one', () => {
    const drift = ramp(0, 60_000, 12)
    expect(seen({ plates: { 3: drift }, lastsMs: 60_000 })).toEqual([])
    expect(seen({ plates: { 3: all(drift, pick(30_000, 100)) }, lastsMs: 60_000 })[0]![3]).toBeCloseTo(-100, -0.8)
  })

  test('[FD4] single samples far off are no change', () => {
    expect(seen({ plates: { 3: all(spike(3_000), spike(5_010), pick(7_000, 60)) } })).toEqual([{ 3: -60 }])
  })

  test('[FD5] samples and plates that are missing are left out', () => {
    expect(seen({ plates: { 3: holey, 4: constant(Number.NaN) } })).toEqual([{ 3: -100 }])
  })

  test('[FD5] a frame may hold more plates and shelves than the store has, or fewer', () => {
    const frames = framesOf({ plates: { 3: pick(4_000, 100), 7: pick(4_000, 100) } })
    expect(read(changesIn(frames, gondolaOf(5)))).toEqual([{ 3: -100 }])
    expect(read(changesIn(frames, gondolaOf(12, 12))).toSorted(byPlate)).toEqual([{ 3: -100 }, { 7: -100 }])
    const twoShelves = frames.map((frame) => ({ ...frame, shape: [frame.shape[0], 2, 4] as const }))
    expect(read(changesIn(twoShelves, gondolaOf(4)))).toEqual([{ 3: -100 }])
  })

  test('[FD6] a dead plate says nothing, and a plate that dies is no change', () => {
    expect(seen({ plates: { 3: constant(6_067.4) }, noiseGrams: { 3: 0 } })).toEqual([])
    const saturates = frozen(6_000, Number.POSITIVE_INFINITY)
    expect(read(changesIn(saturates(framesOf({ plates: {}, lastsMs: 40_000 }))))).toEqual([])
  })

  test('[FD6] a pick while the plate was saturated shows when it is back', () => {
    const saturated = frozen(6_000, 9_000)
    expect(read(changesIn(saturated(framesOf({ plates: { 3: pick(7_000, 100) }, lastsMs: 15_000 }))))).toEqual([
      { 3: -100 },
    ])
  })

  test('[FD21] a plate that died is named with the changes beside it, and holds up none of them', () => {
    const dead = frozen(6_000, Number.POSITIVE_INFINITY)
    const mute = untilThenNan(6_000, Number.POSITIVE_INFINITY, still)
    const signals = { 2: pick(12_000, 60), 6: pick(12_000, 60) }
    for (const frames of [
      dead(framesOf({ plates: signals, lastsMs: 20_000 })),
      framesOf({ plates: { ...signals, 3: mute }, lastsMs: 20_000 }),
    ]) {
      const [near, far] = changesIn(frames)
      expect([near!.silent, far!.silent]).toEqual([[3], undefined])
      expect(near!.closedMs).toBeLessThan(15_000)
    }
  })

  test('[FD23] a plate that died is known by itself, and is not any more once it speaks again', () => {
    const mute = untilThenNan(6_000, 14_000, still)
    const watch = shelfWatch(gondolaOf(8), detectionPolicy)
    const shelf = gondolaOf(8).shelves[0]!.index
    expect([...watch.silentPlates()]).toEqual([])
    const known = new Set<string>()
    for (const frame of framesOf({ plates: { 3: mute }, lastsMs: 20_000 })) {
      watch.take(frame)
      known.add(JSON.stringify([...watch.silentPlates()]))
    }
    expect([...known].filter((one) => one !== '[]')).toEqual([JSON.stringify([[shelf, [3]]])])
    expect([...watch.silentPlates()]).toEqual([])
  })

  test('[FD22] a plate that sticks is weighed when it moves, as well as it can be', () => {
    const sticky = stuck(5_000, 12)
    const changes = changesIn(sticky(framesOf({ plates: { 3: pick(9_000, 100) }, lastsMs: 20_000 })))
    expect(changes).toHaveLength(1)
    const [plate] = changes[0]!.plates
    expect(Math.abs(plate!.grams + 100)).toBeLessThan(3 * detectionPolicy.stickGrams)
    expect(plate!.sigmaGrams).toBe(detectionPolicy.stickGrams)
    expect(changes[0]!.silent).toBeUndefined()
  })
})

describe('what hands do', () => {
  test.each([50, 200, 400])('[FD7] a hand that presses %d g before it lifts leaves one step', (grams) => {
    expect(seen({ plates: { 3: pick(4_000, 100, grams) } })).toEqual([{ 3: -100 }])
  })

  test('[FD7] a hand that presses and lifts nothing leaves none', () => {
    expect(seen({ plates: { 3: press(4_000, 300, 200), 6: all(press(4_000, 400, 300), swing(4_400, 100)) } })).toEqual(
      [],
    )
  })

  test.each([0.3, 0.5, 0.7])('[FD8] a swing of %d of the weight is waited for', (share) => {
    expect(seen({ plates: { 3: all(step(4_000, -500), swing(4_000, 500 * share)) } })).toEqual([{ 3: -500 }])
  })

  test.each([
    [3, 50],
    [3, 500],
    [6, 50],
    [6, 500],
  ])('[FD9] a lift over %d s of %d g is one step', (seconds, grams) => {
    const slow = ramp(4_000, seconds * 1_000, -grams)
    const changes = changesIn(framesOf({ plates: { 3: slow }, lastsMs: 15_000, noiseGrams: 0.67 }))
    expect(totals(changes)).toEqual([expect.closeTo(-grams, 0)])
    expect(Math.abs(changes[0]!.momentMs - (4_000 + seconds * 500))).toBeLessThan(300)
  })

  test('[FD9] a lift so slow that it looks like rest comes in pieces that add up', () => {
    const changes = changesIn(framesOf({ plates: { 3: ramp(4_000, 6_000, -24) }, lastsMs: 15_000, noiseGrams: 0.67 }))
    expect(totals(changes).reduce((sum, grams) => sum + grams, 0)).toBeCloseTo(-24, -0.8)
  })

  test('[FD10] a hand that rests on a plate for seconds is two steps that cancel', () => {
    expect(seen({ plates: { 3: press(4_000, 4_000, 200) }, lastsMs: 12_000 })).toEqual([{ 3: 200 }, { 3: -200 }])
  })

  test('[FD10] a hand that never keeps still is believed as it stands after the longest disturbance', () => {
    const changes = changesIn(framesOf({ plates: { 3: fidgets }, lastsMs: 30_000 }))
    expect(changes[0]!.settledMs - changes[0]!.startedMs).toBeLessThan(detectionPolicy.longestDisturbanceMs + 200)
  })
})

describe('what belongs together', () => {
  test('[FD11] two picks from one plate 0.3 s apart are one change of the sum', () => {
    expect(seen({ plates: { 3: all(pick(4_000, 100), pick(4_300, 100)) } })).toEqual([{ 3: -200 }])
  })

  test('[FD11] two picks 1.5 s apart are two, where the plate comes to rest in between', () => {
    expect(seen({ plates: { 3: all(lift(4_000), lift(5_500)) } })).toEqual([{ 3: -100 }, { 3: -100 }])
  })

  test('[FD12] plates next to each other that move at once are one change', () => {
    expect(seen({ plates: { 3: pick(4_000, 100), 4: pick(4_200, 50) } })).toEqual([{ 3: -100, 4: -50 }])
  })

  test('[FD12] plates far apart are changes of their own', () => {
    expect(seen({ plates: { 2: pick(4_000, 100), 7: pick(4_000, 50) } }).toSorted(byPlate)).toEqual([
      { 2: -100 },
      { 7: -50 },
    ])
  })

  test('[FD12] so are plates next to each other, when one is at rest before the other moves', () => {
    expect(seen({ plates: { 3: pick(4_000, 100), 4: pick(7_000, 50) } })).toEqual([{ 3: -100 }, { 4: -50 }])
  })

  test('[FD12] until then they are one change, in which each plate has its own moment', () => {
    const [change, ...more] = changesIn(framesOf({ plates: { 3: pick(4_000, 100), 5: pick(5_000, 50) } }))
    expect(more).toEqual([])
    expect(change!.plates.map(({ momentMs }) => Math.round(momentMs / 500) * 500)).toEqual([4_000, 5_000])
  })

  test('[FD13] what spilled onto the plates beside, too little for a step, is counted', () => {
    expect(seen({ plates: { 2: step(4_000, -1.4), 3: pick(4_000, 100) }, noiseGrams: 0.3 })).toEqual([
      { 2: -1, 3: -100 },
    ])
    expect(seen({ plates: { 3: pick(4_000, 100), 4: pick(4_000, 18, 0) } })).toEqual([{ 3: -100, 4: -18 }])
  })

  test('[FD14] in a crowd a change is given out after the longest disturbance, whatever goes on beside it', () => {
    const busy = Array.from({ length: 30 }, (_, i) => pick(4_000 + i * 1_300, 40))
    const even = all(...busy.filter((_, i) => i % 2 === 0))
    const odd = all(...busy.filter((_, i) => i % 2 === 1))
    const changes = changesIn(framesOf({ plates: { 3: even, 5: odd }, lastsMs: 50_000 }))
    expect(totals(changes).reduce((sum, grams) => sum + grams, 0)).toBeCloseTo(-1_200, -1)
    for (const { startedMs, closedMs } of changes)
      expect(closedMs - startedMs).toBeLessThan(2 * detectionPolicy.longestDisturbanceMs)
  })
})

describe('how samples come does not matter', () => {
  test.each([10, 30, 60, 100])('[FD15] at %d samples a second', (rateHz) => {
    const plates = { 3: pick(4_000, 100), 7: ramp(5_000, 3_000, -80) }
    const [fast, slow, ...more] = totals(changesIn(framesOf({ plates, rateHz, lastsMs: 12_000 })))
    expect(more).toEqual([])
    expect(Math.abs(fast! + 100)).toBeLessThan(1)
    expect(Math.abs(slow! + 80)).toBeLessThan(1)
  })

  test('[FD16] frames of another length hold the same changes', () => {
    const frames = framesOf({ plates: { 3: pick(4_000, 100), 4: pick(4_400, 30), 7: pick(6_000, 50) }, noiseGrams: 3 })
    const grams = Float32Array.from(frames.flatMap((frame) => [...frame.grams]))
    const cut = (samples: number) => changesIn(framed(grams, 8, 60, samples)).map(inTenths)
    const whole = cut(12)
    expect(whole).toHaveLength(2)
    for (const samples of [1, 5, 60, 600]) expect(cut(samples)).toEqual(whole)
  })

  test('[FD17] a pick in a hole of some seconds shows after it', () => {
    const frames = framesOf({ plates: { 3: pick(4_000, 100) } })
    const [change, ...more] = changesIn(frames.filter(({ capturedMs }) => capturedMs < 3_000 || capturedMs > 6_000))
    expect(more).toEqual([])
    expect(change!.plates[0]!.grams).toBeCloseTo(-100, 0)
    expect(change!.startedMs).toBeLessThanOrEqual(3_001)
  })

  test('[FD17] single lost frames make no difference', () => {
    const frames = framesOf({ plates: { 3: pick(4_000, 100) } })
    expect(read(changesIn(frames.filter((_, i) => i % 5 !== 3)))).toEqual([{ 3: -100 }])
  })

  test('[FD17] a plate unseen for longer than the longest disturbance is learned anew', () => {
    const away: Signal = untilThenNan(5_000, 28_000, step(10_000, -3_000))
    expect(seen({ plates: { 3: away }, lastsMs: 40_000 })).toEqual([])
  })
})

describe('what is open', () => {
  test('[FD18] a disturbance is open from when it is noticed until its change is given out', () => {
    const { watch, changes } = watched({ plates: { 3: pick(4_000, 100) } })
    const { startedMs, closedMs } = changes[0]!
    const openAt = [startedMs - 1, startedMs + 200, closedMs - 1, closedMs].map((atMs) => watch.openSince(atMs))
    expect(openAt).toEqual([undefined, startedMs, startedMs, undefined])
  })

  test('[FD18] a hand that changed nothing is open until that is known', () => {
    const { watch, changes } = watched({ plates: { 3: press(4_000, 300, 200) } })
    expect(changes).toEqual([])
    expect(watch.openSince(4_500)).toBeCloseTo(4_000, -2)
    expect(watch.openSince(6_000)).toBeUndefined()
  })

  test('[FD18] the answer for an instant is the same however much is known beyond it', () => {
    const frames = framesOf({ plates: { 3: pick(4_000, 100), 5: pick(4_500, 30), 7: ramp(3_000, 3_000, -50) } })
    const ahead = shelfWatch(gondolaOf(8), detectionPolicy)
    for (const frame of frames) ahead.take(frame)
    const just = shelfWatch(gondolaOf(8), detectionPolicy)
    for (const frame of frames) {
      just.take(frame)
      expect(ahead.openSince(frame.capturedMs)).toBe(just.openSince(frame.capturedMs))
    }
  })

  test('[FD19] a plate that never keeps still is waited for no longer than the longest disturbance', () => {
    const { watch } = watched({ plates: { 3: restless }, lastsMs: 26_000 })
    expect(watch.openSince(10_000)).toBeCloseTo(4_000, -2)
    const open = watch.openSince(4_500 + detectionPolicy.longestDisturbanceMs)
    expect(open ?? Number.POSITIVE_INFINITY).toBeGreaterThan(5_000)
  })

  test('[FD21] a plate whose samples stop in the middle of an act is waited for until it is known to be silent', () => {
    const { watch } = watched({ plates: { 3: untilThenNan(4_100, Number.POSITIVE_INFINITY, step(4_000, -50)) } })
    expect(watch.openSince(4_500)).toBeCloseTo(4_000, -2)
    expect(watch.openSince(4_500 + detectionPolicy.muteMs)).toBeUndefined()
  })

  test('[FD19] so is a gondola that falls silent', () => {
    const { watch } = watched({ plates: { 3: ramp(4_000, 3_000, -50) }, lastsMs: 5_000 })
    expect(watch.openSince(10_000)).toBeGreaterThanOrEqual(4_000)
    expect(watch.openSince(30_000)).toBeUndefined()
  })
})

/** Never still again. */
const restless: Signal = (atMs) => (atMs < 4_000 ? 0 : 100 * Math.sin(atMs / 90))

/** Plate 3 says one constant from one instant to another, to the last digit. */
const frozen =
  (fromMs: number, toMs: number) =>
  (frames: ReturnType<typeof framesOf>): ReturnType<typeof framesOf> =>
    frames.map((frame) => {
      const grams = frame.grams.slice()
      for (let sample = 0; sample < frame.shape[0]; sample++) {
        const atMs = frame.capturedMs + (sample * 1000) / frame.rateHz
        if (atMs >= fromMs && atMs < toMs) grams[sample * frame.shape[2] + 2] = 6_067.4
      }
      return { ...frame, grams }
    })

const byPlate = (a: object, b: object): number => Number(Object.keys(a)[0]) - Number(Object.keys(b)[0])

/** Instants to a tenth of a millisecond: a frame's capture time is rounded, and sample times follow from it. */
function inTenths(change: ReturnType<typeof changesIn>[number]): object {
  const { startedMs, momentMs, settledMs, closedMs, plates } = change
  return {
    ...change,
    startedMs: tenth(startedMs),
    momentMs: tenth(momentMs),
    settledMs: tenth(settledMs),
    closedMs: tenth(closedMs),
    plates: plates.map(({ passedMs = [], ...plate }) => ({
      ...plate,
      momentMs: tenth(plate.momentMs),
      passedMs: passedMs.map(tenth),
    })),
  }
}

const tenth = (ms: number): number => Math.round(ms * 10) / 10

function watched(said: Said) {
  const watch = shelfWatch(gondolaOf(8), detectionPolicy)
  const changes = framesOf(said).flatMap((frame) => watch.take(frame))
  return { watch, changes }
}

/** Plate 3 sticks from an instant on: it says what it said last until the load is further off than so many grams. */
const stuck =
  (fromMs: number, withinGrams: number) =>
  (frames: ReturnType<typeof framesOf>): ReturnType<typeof framesOf> => {
    let last = Number.NaN
    return frames.map((frame) => {
      const grams = frame.grams.slice()
      for (let sample = 0; sample < frame.shape[0]; sample++) {
        const at = sample * frame.shape[2] + 2
        const isStuck = frame.capturedMs + (sample * 1000) / frame.rateHz >= fromMs
        if (isStuck && Math.abs(grams[at]! - last) < withinGrams) grams[at] = last
        last = grams[at]!
      }
      return { ...frame, grams }
    })
  }
