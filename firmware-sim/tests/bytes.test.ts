import { describe, expect, test } from 'vitest'
import { simulate } from '../src/simulate.ts'
import { weathers } from '../src/weather.ts'
import { cornerShop } from './shops.ts'
import { hashOf, written } from './plays.ts'

const traceOf = (name: string, seed: number) =>
  hashOf(simulate(written(name, cornerShop, seed), cornerShop, weathers.foul, seed).frames)

describe('a seed is a trace', () => {
  test.each(['hard-mix', 'crowd'])('[SIM1] %s: the same seed makes the same bytes', (name) => {
    expect(traceOf(name, 7)).toBe(traceOf(name, 7))
  })

  test('[SIM2] another seed makes other bytes', () => {
    expect(traceOf('plain', 8)).not.toBe(traceOf('plain', 7))
  })
})
