/**
 * Everything that goes wrong between what people do and what the store hears, and how much. The three presets are
 * `fair` (sensors as in a brochure), `real` (as measured) and `foul` (a bad day in an ill-kept store).
 */
export interface Weather {
  readonly name: string
  readonly plates: PlateWeather
  readonly tracker: TrackerWeather
  readonly rfid: RfidWeather | undefined
  readonly network: NetworkWeather
}

export interface PlateFailing {
  readonly how: 'sticks' | 'drifts' | 'saturates' | 'loses samples' | 'dies'
  /** This share of all plates does. */
  readonly share: number
  /** When, milliseconds from the start. */
  readonly betweenMs: readonly [low: number, high: number]
}

export interface PlateWeather {
  /** Plates that are sound until, at some instant, they fail; absent where none does. */
  readonly failing?: PlateFailing
  /** Standard deviation of one sample, grams: the median plate; plates differ by a factor of 0.6 to 1.5. */
  readonly noiseGrams: number
  /** Share of shelves with a loose board: they ring at 5 to 8 Hz, at this standard deviation. */
  readonly ringingShare: number
  readonly ringingGrams: readonly [low: number, high: number]
  /** A plate's zero wanders this far in a minute, grams (standard deviation). */
  readonly driftGramsPerMinute: number
  /** Single samples far off, per plate and hour. */
  readonly spikesPerHour: number
  /** Single samples that are NaN. */
  readonly missingShare: number
  /** At most this share of a unit's weight rests on the plate beside it. */
  readonly leakMost: number
  /** Each plate's scale is off by this share (standard deviation): what weighs 100 g elsewhere reads 101 here. */
  readonly gainSpread: number
  /** Chance that what lies beside a moved unit shifts a little, and some grams go from one plate to the next. */
  readonly jostleChance: number
  /** Load cells creep: this share of a load comes only over some seconds. */
  readonly creepShare: number
  /** How far the weight swings after a lift or a set, as a share of the unit's weight. */
  readonly swing: readonly [low: number, high: number]
  /** A hand presses the plate before it lifts, grams; now and then it does not. */
  readonly pressGrams: readonly [low: number, high: number]
  readonly pressChance: number
  /** Chance per reach that the person leans on the shelf, which bends all its plates a little. */
  readonly leanChance: number
  /** Share of plates whose cell is dead (one constant), saturated (the top of its range), or sticks under small loads. */
  readonly brokenShare: number
  /** Unwired columns that devices send beyond the layout's plates, saturated. */
  readonly unwiredColumns: number
  /** Shelf devices' clocks stumble between frames by this much, milliseconds (standard deviation). */
  readonly clockJitterMs: number
}

export interface TrackerWeather {
  /** Per frame and axis, metres (standard deviation): white noise, and sway that lasts about a second. */
  readonly noiseMetres: number
  readonly swayMetres: number
  /** `reaching`: only while an arm is stretched out; `always`; or `never`, for a tracker of heads only. */
  readonly hands: 'reaching' | 'always' | 'never'
  /** Chance that a hand that could be seen in a frame is. */
  readonly handSeenShare: number
  readonly handNoiseMetres: number
  /** Chance that a person is missing from a frame. */
  readonly missShare: number
  /** How often a person's id changes, after a gap. */
  readonly idChangesPerMinute: number
  readonly idGapMs: readonly [low: number, high: number]
  /** A whole frame that never was. */
  readonly lostFrameShare: number
  /** Times a minute that somebody is not seen at all for one to four seconds, under their old id after it. */
  readonly occlusionsPerMinute: number
  /** Heads of nobody, for some seconds, a minute. */
  readonly ghostsPerMinute: number
  /** Chance that two people who come within 0.6 m leave with each other's id. */
  readonly swapChance: number
  /** Chance that two people who come within 0.6 m are seen as one for a while; absent where never. */
  readonly mergeChance?: number
}

export interface RfidWeather {
  readonly readShare: number
  /** Tags from the shelves nearby, per passage. */
  readonly strays: number
}

export interface NetworkWeather {
  /** From the last sample of a weight frame, from a tracks frame, and from a gate's event to the store, milliseconds. */
  readonly weightDelayMs: readonly [low: number, high: number]
  readonly tracksDelayMs: readonly [low: number, high: number]
  readonly gateDelayMs: readonly [low: number, high: number]
  /** Chance that a frame never arrives, arrives twice, or is overtaken by up to two seconds. Gates resend: never lost. */
  readonly lossShare: number
  readonly repeatShare: number
  readonly lateShare: number
  /** Each device's clock is off by up to this much, milliseconds. */
  readonly clockSkewMs: number
}

const fair: Weather = {
  name: 'fair',
  plates: {
    noiseGrams: 0.35, // the quietest quarter of the plates recorded in cps-test-01
    ringingShare: 0,
    ringingGrams: [0, 0],
    driftGramsPerMinute: 0.2,
    spikesPerHour: 0,
    missingShare: 0,
    leakMost: 0.05,
    gainSpread: 0,
    jostleChance: 0,
    creepShare: 0,
    swing: [0.3, 0.4], // the mild end of the recordings' 30 to 70 %
    pressGrams: [30, 80],
    pressChance: 0.5,
    leanChance: 0,
    brokenShare: 0,
    unwiredColumns: 0,
    clockJitterMs: 0,
  },
  tracker: {
    noiseMetres: 0.015, // ceiling 3D sensors state ±2 cm
    swayMetres: 0.01,
    hands: 'reaching',
    handSeenShare: 0.97,
    handNoiseMetres: 0.03,
    missShare: 0.005,
    idChangesPerMinute: 0,
    idGapMs: [300, 800],
    lostFrameShare: 0,
    occlusionsPerMinute: 0,
    ghostsPerMinute: 0,
    swapChance: 0,
  },
  rfid: undefined,
  network: {
    weightDelayMs: [80, 120],
    tracksDelayMs: [2_250, 2_350],
    gateDelayMs: [90, 120],
    lossShare: 0,
    repeatShare: 0,
    lateShare: 0,
    clockSkewMs: 0,
  },
}

const real: Weather = {
  name: 'real',
  plates: {
    noiseGrams: 0.67, // median 1 s standard deviation of BENCHMARK-1 and cps-test-01 (nanostore/README.md)
    ringingShare: 0.08, // shelves 5 and 6 of gondola 1, of 30
    ringingGrams: [4.5, 7], // the same two shelves: 5 to 7 g, peaks at 6.5 to 8.4 Hz
    driftGramsPerMinute: 1, // cps-test-01, 30 s: idle plates move by 0.7 g (90th percentile), 1.3 g (95th)
    spikesPerHour: 1.5, // chosen: jumps over 30 g are 1 in 7,000 samples in cps-test-01, nearly all of them handling
    missingShare: 0.000_2, // chosen: the recordings' NaNs are unwired plates, not lost samples
    leakMost: 0.18, // nanostore/README.md: up to 18 % of an item's weight can land on a neighbour plate
    gainSpread: 0.005, // what a calibrated plate should keep; cps-test-01 is far worse, see foul
    jostleChance: 0.3, // cps-test-01: taking one bag moves 2 to 5 g between plates 2 to 5 places away
    creepShare: 0.004, // C3-class load cells creep up to 0.03 %; bodies, liners and cheap cells ten times that
    swing: [0.3, 0.7], // nanostore/README.md
    pressGrams: [50, 260], // nanostore/README.md: 50 g or more before it lifts
    pressChance: 0.85,
    leanChance: 0.06, // chosen: seen now and then on video, no count published
    brokenShare: 0.001, // chosen: the recordings have no broken plate among 306, but stores do
    unwiredColumns: 0,
    clockJitterMs: 4, // frame borders of the recordings: 3 to 33 ms apart where 16.7 is due
  },
  tracker: {
    noiseMetres: 0.035, // 3 to 5 cm with the sway, as in the simulated traces; BENCHMARK-1's smoothed tracks are better
    swayMetres: 0.025,
    hands: 'reaching',
    handSeenShare: 0.85,
    handNoiseMetres: 0.06,
    missShare: 0.035, // simulated traces 3 %, BENCHMARK-1 5 %
    idChangesPerMinute: 0.25, // ceiling-tracks-xovis.csv: five ids for one person in 240 s is 1 a minute; half a store away
    idGapMs: [300, 2_000], // the same file: gaps to 0.8 s; other trackers to 2 s
    lostFrameShare: 0.004,
    occlusionsPerMinute: 0.1,
    ghostsPerMinute: 0,
    swapChance: 0,
  },
  rfid: undefined,
  network: {
    weightDelayMs: [83, 150], // cps-test-01: 83 ms after the last sample; simulated traces 95 to 140
    tracksDelayMs: [2_234, 2_440], // BENCHMARK-1: 2,234 to 2,435 ms
    gateDelayMs: [96, 140], // simulated traces
    lossShare: 0.000_5, // chosen: a wired device behind a queue that resends
    repeatShare: 0.001,
    lateShare: 0.001,
    clockSkewMs: 15, // NTP on a local network
  },
}

const foul: Weather = {
  name: 'foul',
  plates: {
    ...real.plates,
    noiseGrams: 1.2,
    ringingShare: 0.25,
    ringingGrams: [5, 12],
    driftGramsPerMinute: 4,
    spikesPerHour: 12,
    missingShare: 0.002,
    gainSpread: 0.03, // cps-test-01 and BENCHMARK-1: three picks read −7, +8 and +2 % of the catalogue's weight
    jostleChance: 0.6,
    pressGrams: [50, 500],
    leanChance: 0.2,
    brokenShare: 0.01,
    unwiredColumns: 2, // BENCHMARK-1 and cps-test-01 send 12 to 14 columns for gondolas of 9 to 12 plates
    clockJitterMs: 8,
  },
  tracker: {
    ...real.tracker,
    noiseMetres: 0.06,
    swayMetres: 0.04,
    handSeenShare: 0.5,
    handNoiseMetres: 0.1,
    missShare: 0.1,
    idChangesPerMinute: 1, // ceiling-tracks-xovis.csv
    lostFrameShare: 0.02,
    occlusionsPerMinute: 0.5,
    ghostsPerMinute: 0.5,
    swapChance: 0.05,
  },
  rfid: { readShare: 0.95, strays: 1.5 }, // rfid-sweeps-detego: 92.8 to 97.3 % read; strays as a portal sees them
  network: {
    ...real.network,
    weightDelayMs: [83, 400],
    tracksDelayMs: [2_234, 3_200],
    gateDelayMs: [96, 600],
    lossShare: 0.01,
    repeatShare: 0.02,
    lateShare: 0.02,
    clockSkewMs: 60,
  },
}

export const weathers = { fair, real, foul } as const

export const headsOnly = (weather: Weather): Weather => ({
  ...weather,
  tracker: { ...weather.tracker, hands: 'never' },
})

/** Every visit loses its track and gets another id some two times a minute: for measuring how ids are joined again. */
export const manyIds = (weather: Weather): Weather => ({
  ...weather,
  tracker: { ...weather.tracker, idChangesPerMinute: 2.5 },
})

/** Plates fail in mid-visit: so many that most visits touch one. */
export const failingPlates =
  (how: PlateFailing['how']) =>
  (weather: Weather): Weather => ({
    ...weather,
    plates: { ...weather.plates, failing: { how, share: 0.2, betweenMs: [10_000, 60_000] } },
  })

/** Half of all who come close to each other are seen as one for a while. */
export const mergingTracks = (weather: Weather): Weather => ({
  ...weather,
  tracker: { ...weather.tracker, mergeChance: 0.5 },
})

/** People vanish behind shelves and each other, three times a minute and for one to four seconds. */
export const hiddenPeople = (weather: Weather): Weather => ({
  ...weather,
  tracker: { ...weather.tracker, occlusionsPerMinute: 3 },
})
