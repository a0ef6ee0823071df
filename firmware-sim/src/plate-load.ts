import { prng, type Prng } from '@store/kernel/prng.ts'
import type { Gondola } from '@store/planogram/layout.ts'
import type { Footprint } from './footprint.ts'
import type { Handling } from './play.ts'
import { ease, ringing, SAMPLES_PER_SECOND } from './swing.ts'
import type { PlateWeather } from './weather.ts'

/** Grams on each plate of one gondola against what lay there at the start, one value per sample. */
export class GondolaLoad {
  readonly samples: number
  readonly #plates = new Map<string, Float32Array>()

  constructor(gondola: Gondola, samples: number) {
    this.samples = samples
    for (const { index, plates } of gondola.shelves) {
      for (let plate = 1; plate <= plates; plate++) this.#plates.set(`${index}/${plate}`, new Float32Array(samples))
    }
  }

  /** The curve itself, to be written to; plates that the shelf does not have carry nothing. */
  plate(shelf: number, plate: number): Float32Array | undefined {
    return this.#plates.get(`${shelf}/${plate}`)
  }

  platesOf(shelf: number): number[] {
    return [...this.#plates.keys()].flatMap((key) => {
      const [on, plate] = key.split('/').map(Number)
      return on === shelf ? [plate!] : []
    })
  }

  /** Lets the first samples go. What lay on a plate at the end of the window lies there on. */
  advance(samples: number): void {
    for (const curve of this.#plates.values()) {
      const last = curve.at(-1)!
      curve.copyWithin(0, samples)
      curve.fill(last, curve.length - samples)
    }
  }
}

/**
 * The load of one gondola's plates over a whole play: hands press, units leave or land, boards swing, loads creep.
 * `handlings` are the play's with their place in it, which labels the randomness: they do not shift one another.
 */
export function loadOf(
  gondola: Gondola,
  samples: number,
  handlings: readonly (readonly [index: number, handling: Handling])[],
  seed: number,
  weather: PlateWeather,
): GondolaLoad {
  const load = new GondolaLoad(gondola, samples)
  for (const [index, handling] of handlings) bear(load, index, handling, seed, weather)
  return load
}

/** Adds what one handling does to the plates, as far as it lies within the window. */
export function bear(load: GondolaLoad, index: number, handling: Handling, seed: number, weather: PlateWeather): void {
  const brush = { load, random: prng(seed, `handling/${index}`), weather }
  switch (handling.kind) {
    case 'lift':
      lift(brush, handling.footprint, handling.atMs, handling.takesMs)
      break
    case 'set':
      set(brush, handling.footprint, handling.atMs, handling.takesMs)
      break
    case 'hold':
      hold(brush, handling)
      break
    case 'press':
      pressOn(brush, handling.shelf, handling.plates, handling.atMs, handling.forMs, handling.grams)
      break
  }
  lean(brush, handling)
  jostle(brush, handling)
}

interface Brush {
  readonly load: GondolaLoad
  readonly random: Prng
  readonly weather: PlateWeather
}

const sampleAt = (atMs: number): number => Math.round((atMs * SAMPLES_PER_SECOND) / 1_000)

function lift(brush: Brush, footprint: Footprint, atMs: number, takesMs: number): void {
  const { random, weather } = brush
  if (random.chance(weather.pressChance)) {
    const forMs = random.between(150, 450)
    pressOn(
      brush,
      footprint.shelf,
      [footprint.mainPlate],
      atMs - forMs * 0.85,
      forMs,
      random.between(...weather.pressGrams),
    )
  }
  step(brush, footprint, atMs, takesMs, -1)
  swingAfter(brush, footprint, atMs, takesMs, -1)
}

function set(brush: Brush, footprint: Footprint, atMs: number, takesMs: number): void {
  const { random, weather } = brush
  step(brush, footprint, atMs, takesMs, 1)
  swingAfter(brush, footprint, atMs, takesMs, 1)
  if (random.chance(weather.pressChance * 0.7)) {
    const grams = random.between(...weather.pressGrams) * 0.6
    pressOn(brush, footprint.shelf, [footprint.mainPlate], atMs + takesMs * 0.5, random.between(150, 500), grams)
  }
}

/**
 * A unit between hand and plate. Either it hangs a finger above the board, all its weight gone for as long as that, or
 * the hand bears a share of it that wavers between nothing and most.
 */
function hold(brush: Brush, handling: Extract<Handling, { kind: 'hold' }>): void {
  const { load, random } = brush
  const { footprint, atMs, forMs } = handling
  const first = sampleAt(atMs)
  const last = sampleAt(atMs + forMs)
  const hangsFree = random.chance(0.45)
  const borne = new Float64Array(Math.max(1, last - first))
  let [from, to, wavesAt, wavesFor] = [0, hangsFree ? 1 : random.between(0.1, 0.9), 0, 18]
  for (let i = 0; i < borne.length; i++) {
    if (i - wavesAt >= wavesFor) {
      ;[from, to, wavesAt, wavesFor] = [to, hangsFree ? 1 : random.between(0, 0.95), i, random.integer(15, 70)]
    }
    borne[i] = from + (to - from) * ease((i - wavesAt) / wavesFor) + (hangsFree ? 0 : random.between(-0.02, 0.02))
  }
  for (const { plate, grams } of footprint.loads) {
    const curve = load.plate(footprint.shelf, plate)
    if (curve === undefined) continue
    for (let i = Math.max(0, first); i < Math.min(last, curve.length); i++) curve[i]! -= grams * borne[i - first]!
    if (handling.ends === 'take') for (let i = Math.max(0, last); i < curve.length; i++) curve[i]! -= grams
  }
  swingAfter(brush, footprint, atMs + forMs, 120, handling.ends === 'take' ? -1 : 1)
}

/** The unit's load comes (+1) or goes (−1), the last of it creeping after over some seconds. */
function step(
  { load, weather }: Brush,
  { shelf, loads }: Footprint,
  atMs: number,
  takesMs: number,
  sign: 1 | -1,
): void {
  const first = sampleAt(atMs)
  const takes = Math.max(1, sampleAt(takesMs))
  for (const { plate, grams } of loads) {
    const curve = load.plate(shelf, plate)
    if (curve === undefined) continue
    let creeping = weather.creepShare
    for (let i = Math.max(0, first); i < curve.length; i++) {
      if (i > first + takes) creeping *= CREEP_KEPT_PER_SAMPLE
      curve[i]! += sign * grams * (i - first < takes ? ease((i - first) / takes) * (1 - creeping) : 1 - creeping)
    }
  }
}

/** Creep dies down with a time constant of four seconds. */
const CREEP_KEPT_PER_SAMPLE = 1 - 1 / (4 * SAMPLES_PER_SECOND)

/** The board swings on once the load has gone or come: the faster the change, the more. */
function swingAfter(brush: Brush, { shelf, loads }: Footprint, atMs: number, takesMs: number, sign: 1 | -1): void {
  const { load, random, weather } = brush
  const total = loads.reduce((sum, { grams }) => sum + grams, 0)
  // A change slower than the board's own period hardly rouses it.
  const briskness = Math.min(1, 300 / Math.max(300, takesMs))
  const wave = ringing(random, sign * total * random.between(...weather.swing) * briskness)
  const start = sampleAt(atMs + takesMs * 0.75)
  const borne = new Map(loads.map(({ plate, grams }) => [plate, grams / total]))
  for (const plate of load.platesOf(shelf)) {
    const curve = load.plate(shelf, plate)!
    const away = Math.min(...loads.map((one) => Math.abs(one.plate - plate)))
    const share = borne.get(plate) ?? random.between(-SHAKES_ALONG, SHAKES_ALONG) / away
    for (let i = 0; i < wave.length; i++) {
      const at = start + i
      if (at >= 0 && at < curve.length) curve[at]! += wave[i]! * share * Math.min(1, (i + 1) / 3)
    }
  }
}

/** The rest of the board shakes along, the less the farther: in cps-test-01 an untouched plate by a quarter of its neighbour. */
const SHAKES_ALONG = 0.25

/** A hand on `plates` and, a little, on the plates beside them: up, on with a tremor, and off. */
function pressOn(
  { load, random }: Brush,
  shelf: number,
  plates: readonly number[],
  atMs: number,
  forMs: number,
  grams: number,
): void {
  const first = sampleAt(atMs)
  const last = Math.max(first + 3, sampleAt(atMs + forMs))
  const rampFor = Math.min((last - first) / 2, random.between(4, 12))
  const beside = random.between(0, 0.3)
  const weightOf = (plate: number) => (plates.includes(plate) ? 1 : beside)
  const touched = load.platesOf(shelf).filter((plate) => plates.some((under) => Math.abs(under - plate) <= 1))
  const all = touched.reduce((sum, plate) => sum + weightOf(plate), 0)
  let tremor = 0
  for (let i = Math.max(0, first); i < Math.min(last, load.samples); i++) {
    tremor += random.between(-0.05, 0.05) - tremor * 0.1
    const pushed = grams * (1 + tremor) * ease((i - first) / rampFor) * ease((last - i) / rampFor)
    for (const plate of touched) load.plate(shelf, plate)![i]! += (pushed * weightOf(plate)) / all
  }
}

/** Now and then a body leans on the shelf while its hand is in it: every plate of the board feels some of that. */
function lean(brush: Brush, handling: Handling): void {
  const { load, random, weather } = brush
  const leans = random.chance(weather.leanChance)
  if (!leans) return
  const { shelf } = handling.kind === 'press' ? handling : handling.footprint
  const startMs = handling.atMs - random.between(0, 600)
  const forMs = random.between(700, 2_500)
  for (const plate of load.platesOf(shelf)) {
    const curve = load.plate(shelf, plate)!
    const grams = random.between(-6, 25)
    const [first, last] = [sampleAt(startMs), sampleAt(startMs + forMs)]
    for (let i = Math.max(0, first); i < Math.min(last, curve.length); i++) {
      curve[i]! += grams * ease((i - first) / 12) * ease((last - i) / 12)
    }
  }
}

/** What lies near by shifts when a unit is moved: some grams pass for good from one plate to the next. */
function jostle({ load, random, weather }: Brush, handling: Handling): void {
  if (handling.kind === 'press' || !random.chance(weather.jostleChance)) return
  const { shelf, mainPlate } = handling.footprint
  const plate = mainPlate + random.integer(-4, 3)
  const [from, to] = [load.plate(shelf, plate), load.plate(shelf, plate + 1)]
  const grams = random.between(-5, 5)
  const first = sampleAt(handling.atMs + random.between(-100, 400))
  if (from === undefined || to === undefined) return
  for (let i = Math.max(0, first); i < from.length; i++) {
    const passed = grams * ease((i - first) / 15)
    from[i]! -= passed
    to[i]! += passed
  }
}
