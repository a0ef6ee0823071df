import { framesOfDay, grams, GUM, GUM_PLATE, OATS, OATS_PLATE, shop, visitOf } from '@store/engine/shop-day.ts'
import { all, pick } from '@store/fusion/shelf-signals.ts'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { firstOpening } from './run-opening.ts'
import { stateFingerprint, STATE_VERSION } from './state-fingerprint.ts'
import { storeRun } from './store-run.ts'
import { visitPolicy } from './visit-register.ts'

/** In the middle of a day, with people inside, a shelf disturbed and a frame behind a gap. */
function stateOfADay() {
  const visits = [visitOf('ana', 't1', OATS_PLATE, 4_000, 40_000), visitOf('ben', 't2', GUM_PLATE, 8_000, 24_000)]
  const run = storeRun(shop, firstOpening(0), visitPolicy, () => undefined)
  const frames = framesOfDay({
    people: visits.map(({ person }) => person),
    gates: visits.flatMap(({ gates }) => gates),
    plates: {
      [OATS_PLATE]: all(pick(12_000, grams[OATS]), pick(30_500, grams[OATS])),
      [GUM_PLATE]: pick(14_000, grams[GUM]),
    },
    untilMs: 32_000,
  })
  for (const frame of frames)
    run.take(
      {
        frame: frame.arrivedMs > 31_000 ? { ...frame, seq: frame.seq + 1 } : frame,
        origin: { visit: `v${frame.seq}` },
      },
      true,
    )
  return run.save()
}

/** Every kind of value at every path, sorted; elements of lists, maps and sets are alike. */
function shapeOf(state: unknown): string[] {
  const shapes = new Set<string>()
  const seen = new Set<object>()
  const walk = (value: unknown, path: string): void => {
    const isObject = typeof value === 'object' && value !== null
    shapes.add(`${path}: ${isObject ? value.constructor.name : typeof value}`)
    if (!isObject || seen.has(value) || ArrayBuffer.isView(value)) return
    seen.add(value)
    if (value instanceof Map) {
      for (const [key, one] of value) {
        walk(key, `${path}.key`)
        walk(one, `${path}.*`)
      }
    } else if (Array.isArray(value) || value instanceof Set) for (const one of value) walk(one, `${path}.*`)
    else for (const [key, one] of Object.entries(value)) walk(one, `${path}.${key}`)
  }
  walk(state, 'run')
  return [...shapes].sort()
}

test('[PI17] whoever changes what a state holds raises STATE_VERSION, so that no server reads what it does not know', () => {
  const shape = shapeOf(stateOfADay())
  expect(shape.length).toBeGreaterThan(150)
  const hash = createHash('sha256').update(shape.join('\n')).digest('hex').slice(0, 16)
  // Another shape: raise STATE_VERSION in state-fingerprint.ts, and write down both here.
  expect({ version: STATE_VERSION, hash }).toEqual({ version: 11, hash: 'd062d51cadbd740c' })
})

test('[PI17] another store and other policies have another fingerprint', () => {
  const own = stateFingerprint(shop, { giveUpMs: 1 })
  expect(stateFingerprint(shop, { giveUpMs: 1 })).toBe(own)
  expect(stateFingerprint(shop, { giveUpMs: 2 })).not.toBe(own)
  expect(stateFingerprint({ ...shop, layout: { ...shop.layout, id: 'another' } }, { giveUpMs: 1 })).not.toBe(own)
})
