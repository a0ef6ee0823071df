import { describe, expect, test } from 'vitest'
import { pace } from './pace.ts'

/** A pace whose waits end when the test says so. */
function paced(hadPhones = false) {
  const speeds: number[] = []
  const waits = new Set<() => void>()
  const own = pace(
    (speed) => speeds.push(speed),
    (_ms, run) => {
      waits.add(run)
      return () => waits.delete(run)
    },
    { hadPhones },
  )
  const waited = (): void => {
    for (const run of waits) {
      waits.delete(run)
      run()
    }
  }
  return { own, waited, speed: () => speeds.at(-1) ?? 1, waiting: () => waits.size }
}

describe('[DM5] what the shop lives through first', () => {
  test('is hurried from the instant that it opens, and not before', () => {
    const { own, speed } = paced()
    own.phonesOpen(0)
    expect(speed()).toBe(1)
    own.open()
    expect(speed()).toBe(20)
  })
})

describe('[DM7] nobody with a phone in the hand is hurried', () => {
  test('while a phone is there the clock is no faster than the wall’s', () => {
    const { own, speed } = paced()
    own.open()
    own.phonesOpen(1)
    expect(speed()).toBe(1)
    own.phonesOpen(2)
    own.phonesOpen(1)
    expect(speed()).toBe(1)
  })

  test('one that went is waited for, once', () => {
    const { own, speed, waited, waiting } = paced()
    own.open()
    own.phonesOpen(1)
    own.phonesOpen(0)
    expect(speed()).toBe(1)
    own.phonesOpen(1)
    waited()
    expect(speed()).toBe(1)
    own.phonesOpen(0)
    expect(waiting()).toBe(1)
    waited()
    expect(speed()).toBe(20)
  })

  test('a shop that was open before waits for the phones of before', () => {
    const { own, speed, waited } = paced(true)
    own.open()
    expect(speed()).toBe(1)
    waited()
    expect(speed()).toBe(20)
  })

  test('a closed shop waits for nobody', () => {
    const { own, waiting } = paced(true)
    own.open()
    own.close()
    expect(waiting()).toBe(0)
  })
})
