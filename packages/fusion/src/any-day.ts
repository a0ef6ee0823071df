/** Test-only: days at the tiny shelf, of acts that make sense and some that do not. */
import * as fc from 'fast-check'
import { elsewhere, here, maybe, type Seen } from './attribution-scene.ts'

const acts: readonly Seen['plates'][] = [
  { 1: -120, 2: -80 },
  { 3: -101, 4: -99 },
  { 2: -100, 3: -100 },
  { 6: -46, 7: -47 },
  { 6: -93, 7: -93 },
  { 2: -200, 6: -93 },
  { 1: 120, 2: 80 },
  { 3: 20, 4: 180 },
  { 6: 93, 7: 93 },
  { 8: 100, 9: 100 },
  { 8: -100, 9: -100 },
  { 8: 46, 9: 47 },
  { 8: -46, 9: -47 },
  { 1: -70 },
  { 1: -130 },
  { 4: 300 },
  { 4: -300 },
  { 1: 200, 2: -150, 6: -93 },
  { 6: 107 },
  { 9: -700 },
]

const nearness = fc.constantFrom(here, maybe, elsewhere)
const near = fc.record({ ana: nearness, ben: nearness, cy: nearness })

/** Up to six acts, five seconds apart, with three people about. */
export const anyDay: fc.Arbitrary<Seen[]> = fc
  .array(fc.record({ plates: fc.constantFrom(...acts), near }), { minLength: 1, maxLength: 6 })
  .map((day) => day.map((act, i) => ({ ...act, atMs: i * 5_000 })))
