import { defineFault } from '@store/kernel/fault.ts'
import type { PassVerdict } from '@store/contract/device.ts'
import type { TrueReceipt } from '@store/trace/truth.ts'
import type { Shop } from '../shop.ts'
import type { Weather } from '../weather.ts'
import { takesOne } from '../habits.ts'
import { shoppersWith } from '../shoppers.ts'
import { messageOf } from './capture.ts'
import { deviceLink, type DeviceLink } from './device-link.ts'
import type { LinkCounts, LinkPolicy } from './device-state.ts'
import { DEFAULT_KEYS, enrolCommand, liveDevices, type LiveDevice } from './devices.ts'
import { liveRecorder, type LiveRecorder } from './live-recorder.ts'
import type { LiveScenario } from './live-scenarios.ts'
import { openRound, type Party } from './round.ts'
import { pause, type Schedule } from './schedule.ts'
import type { PartyNews } from './shopper-agent.ts'
import { shopperCrowd } from './shopper-crowd.ts'
import { storeClock } from './store-clock.ts'
import { openWorld, type Lines } from './world.ts'

export interface LiveOptions {
  readonly store: Shop
  readonly scenario: LiveScenario
  readonly seed: number
  /** How many come, in all or, where the scenario is endless, in each round. */
  readonly shoppers?: number
  /** Store time over the time of `now`. A server that is to play along faster than 1 needs a clock as fast as that. */
  readonly speed: number
  /** How fast the server's own clock is to be: another one is refused. Absent: as it likes. */
  readonly serverSpeed?: number
  /** What the server's clock shows, as often as it is told: for a `now` that follows it. */
  readonly onServerClock?: (serverMs: number) => void
  readonly serverUrl: string
  /** Keys of devices that are enrolled already, by device id. */
  readonly deviceKeys?: Readonly<Record<string, string>>
  /** Enrols a device whose key is not in `deviceKeys`, and answers its key. */
  readonly enrol?: (device: LiveDevice) => Promise<string>
  readonly now: () => number
  readonly schedule: Schedule
  /** A trace to write, .jsonl or .jsonl.gz; its truth goes beside it. */
  readonly record?: string
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: LiveProgress) => void
  readonly weather?: Weather
  /** How long the tracker takes for a frame; as long as real ones do if absent. */
  readonly trackerDelayMs?: number
  readonly linkPolicy?: LinkPolicy
  /** How long the exit's second door waits for an order before it opens by itself; half a minute if absent. */
  readonly failSafeMs?: number
}

export type LiveProgress =
  /** Every device is greeted, and the first shopper may come. */
  | { readonly what: 'ready'; readonly devices: number }
  | { readonly what: 'trouble'; readonly sentence: string }
  | { readonly what: 'party'; readonly party: string; readonly shopper: string; readonly news: PartyNews }
  /** What a party really carried out, for comparing with its receipt. */
  | { readonly what: 'carried-out'; readonly party: string; readonly shopper: string; readonly lines: Lines }

export interface LiveReport {
  /** Store time. */
  readonly lastedMs: number
  /** What really was carried out, visit by visit. */
  readonly visits: readonly TrueReceipt[]
  /** How often the gate said no, by its reason. */
  readonly refusals: Readonly<Record<string, number>>
  /** Exit doors that opened because nobody told them to. */
  readonly openedByFailSafe: number
  readonly devices: Readonly<Record<string, LinkCounts & { readonly unsent: number }>>
}

/** A live run under way, for those who want more than its report. */
export interface LiveRun {
  readonly report: Promise<LiveReport>
  /**
   * Lets somebody in who holds a pass of their own, as if their phone were held to the gate: answers what the gate said.
   * A simulated body then shops on their account, and walks out.
   */
  visit(pass: string, picks?: number): Promise<PassVerdict>
  /** Store time now, milliseconds since the Unix epoch. */
  nowMs(): number
}

export const DeviceKeyMissing = defineFault(
  'sim.device-key-missing',
  'refused',
  (d: { devices: readonly LiveDevice[] }) =>
    `There is no key for ${d.devices.map(({ id }) => id).join(', ')}. While the server is not running, enrol them in its ` +
    `STORE_DIR and DATA_DIR, and pass the file on with --keys:\n  ${enrolCommand(d.devices, DEFAULT_KEYS)}`,
)

export const NoGreeting = defineFault(
  'sim.no-greeting',
  'unavailable',
  (d: { serverUrl: string; lastWords: string }) =>
    `No device was let in by a store server at ${d.serverUrl}. ${d.lastWords}\n` +
    'Start one with `npm start`, say with --server where it is, and give the keys of its own devices.',
)

export const ServerClockOther = defineFault(
  'sim.server-clock-other',
  'refused',
  (d: { serverUrl: string; asked: number; is: number }) =>
    `The clock of the server at ${d.serverUrl} runs at ${d.is} times real speed, not at ${d.asked}. ` +
    (d.asked === 1
      ? 'Leave --speed out to go along with it.'
      : `Start it with DEMO=1 CLOCK_SPEED=${d.asked} (CLOCK_BEHIND_MINUTES says for how long; once its clock has met the ` +
        `wall's it is as fast as that), or leave --speed out.`),
)

/** The world is moved on this often, milliseconds. */
const TICK_MS = 40
/** Devices that are not greeted by then go on trying while the day begins. */
const GREETED_WITHIN_MS = 5_000
/** A server that has greeted none of them by then is none to play against. */
const FIRST_GREETED_WITHIN_MS = 15_000
/** After a pause longer than this (a laptop that slept) the devices were silent, and nothing is made up for it. Of the wall's time: the store's may be faster. */
const CATCHES_UP_MS = 5_000
const BETWEEN_ROUNDS_MS = 20_000
/** The last ones are gone, and the devices watch an empty store for a moment. */
const QUIET_AT_END_MS = 3_000
/** As long as a store that is busy, or was just started again, may take for what it has not got yet. */
const SENDS_REST_WITHIN_MS = 60_000

export const runLive = (options: LiveOptions): Promise<LiveReport> => startLive(options).report

export function startLive(options: LiveOptions): LiveRun {
  const { scenario, seed, now, schedule, speed } = options
  const { layout } = options.store
  const weather = options.weather ?? scenario.weather
  const signal = options.signal ?? new AbortController().signal
  const clock = storeClock(now, speed)
  const boot = `sim-${Math.round(clock.epochMs).toString(36)}`
  const crowd = shopperCrowd(options.serverUrl, seed, now)
  let recorder: LiveRecorder | undefined
  const links = new Map<string, DeviceLink>()
  const visits: TrueReceipt[] = []
  const refusals: Record<string, number> = {}
  const guests = new Map<Party, { readonly pass: string; readonly tell: (verdict: PassVerdict) => void }>()
  let openedByFailSafe = 0
  let serverSpeed: number | undefined
  const troubles: string[] = []
  let guestsSoFar = 0
  const tell = (progress: LiveProgress): void => options.onProgress?.(progress)

  const world = openWorld(
    {
      shop: options.store,
      seed,
      weather,
      hasStaff: scenario.hasStaff,
      trackerDelayMs: options.trackerDelayMs ?? weather.network.tracksDelayMs[0],
      ...(options.failSafeMs !== undefined && { failSafeMs: options.failSafeMs }),
    },
    {
      say(device, capture) {
        recorder?.take(capture, world.nowMs)
        links.get(device)?.say(messageOf(capture, clock.epochMs))
      },
      capturedUntil: (device, ms) => links.get(device)?.capturedUntil(clock.epochMs + ms),
      askPass: (party) => void askPass(party),
      scan: (party, gate) => void scan(party, gate),
      saw: (event) => recorder?.saw(event),
      carriedOut(party, lines) {
        const shopper = crowd.accountOf(party.people[0].id)
        visits.push({ shopper, lines })
        tell({ what: 'carried-out', party: party.id, shopper, lines })
      },
      told(party, news) {
        if (news.what === 'refused') refusals[news.reason] = (refusals[news.reason] ?? 0) + 1
        if (news.what === 'left' && news.isByFailSafe) openedByFailSafe++
        if (news.what === 'refused' && news.reason === 'already-inside') crowd.isInside(party)
        if (news.what === 'left' || (news.what === 'refused' && news.goesHome)) crowd.gone(party)
        tell({ what: 'party', party: party.id, shopper: crowd.accountOf(party.people[0].id), news })
      },
    },
  )

  const phones = new Map<Party, { readonly text: string; readonly shopper: string }>()

  async function askPass(party: Party): Promise<void> {
    try {
      const guest = guests.get(party)
      phones.set(party, guest ? { text: guest.pass, shopper: party.id } : await crowd.pass(party))
      world.passGiven(party)
    } catch (error) {
      tell({ what: 'trouble', sentence: `${party.id} gets no pass: ${sentenceOf(error)}` })
      world.passDenied(party, sentenceOf(error))
    }
  }

  async function scan(party: Party, gate: string): Promise<void> {
    const phone = phones.get(party)
    const link = links.get(gate)
    phones.delete(party)
    if (phone === undefined || link === undefined) return
    const heldMs = world.nowMs
    const verdict = await link.scan(gate, phone.text)
    // The server itself writes the scan into its log; a recording has nobody else to write it.
    if (verdict.open) {
      const { party: people } = verdict
      const said = { kind: 'gate', device: `${gate}-reader`, gate, event: 'scan', capturedMs: heldMs } as const
      recorder?.take({ ...said, shopper: phone.shopper, party: people }, world.nowMs)
    }
    guests.get(party)?.tell(verdict)
    guests.delete(party)
    world.judged(party, verdict)
  }

  async function run(): Promise<LiveReport> {
    try {
      await connect()
      await play()
    } finally {
      await end()
    }
    const devices = [...links].map(([id, link]) => [id, { ...link.counts, unsent: link.waiting }] as const)
    return {
      lastedMs: world.nowMs,
      visits,
      refusals,
      openedByFailSafe,
      devices: Object.fromEntries(devices),
    }
  }

  async function connect(): Promise<void> {
    const devices = liveDevices(layout, weather.rfid !== undefined)
    const keyless = devices.filter(({ id }) => options.deviceKeys?.[id] === undefined)
    if (keyless.length > 0 && options.enrol === undefined) throw DeviceKeyMissing({ devices: keyless })
    for (const device of devices) {
      const key = options.deviceKeys?.[device.id] ?? (await options.enrol!(device))
      const link = deviceLink(
        { ...device, key },
        {
          serverUrl: options.serverUrl,
          boot,
          now,
          schedule,
          ...(options.linkPolicy !== undefined && { policy: options.linkPolicy }),
          onDoor: (order) => world.doorOrdered(order),
          onWelcome: (welcome) => (serverSpeed ??= welcome.clockSpeed ?? 1),
          ...(options.onServerClock !== undefined && { onServerClock: options.onServerClock }),
          onTrouble(sentence) {
            if (serverSpeed === undefined) troubles.push(sentence)
            tell({ what: 'trouble', sentence })
          },
        },
      )
      links.set(device.id, link)
    }
    const sinceMs = now()
    const isGreeting = (): boolean => {
      const welcome = [...links.values()].filter(({ isWelcome }) => isWelcome).length
      const withinMs = welcome === 0 ? FIRST_GREETED_WITHIN_MS : GREETED_WITHIN_MS
      return welcome < links.size && now() < sinceMs + withinMs
    }
    while (isGreeting() && !signal.aborted) await pause(schedule, TICK_MS, signal)
    if (serverSpeed === undefined && !signal.aborted)
      throw NoGreeting({ serverUrl: options.serverUrl, lastWords: troubles.at(-1) ?? 'none of them says why' })
    const { serverSpeed: asked } = options
    if (asked !== undefined && serverSpeed !== undefined && asked !== serverSpeed)
      throw ServerClockOther({ serverUrl: options.serverUrl, asked, is: serverSpeed })
    clock.skip(clock.elapsedMs())
    if (options.record !== undefined) recorder = liveRecorder(options.record, layout.id, clock)
    tell({ what: 'ready', devices: [...links.values()].filter(({ isWelcome }) => isWelcome).length })
  }

  async function play(): Promise<void> {
    let rounds = 0
    let nextRoundMs = 0
    let overMs: number | undefined
    while (!signal.aborted) {
      const toMs = clock.elapsedMs()
      const behindMs = toMs - world.nowMs
      if (behindMs > CATCHES_UP_MS * Math.max(speed, serverSpeed ?? 1)) clock.skip(behindMs)
      else world.advance(toMs)
      const isDue = rounds === 0 || (scenario.isEndless && world.nowMs >= nextRoundMs && world.outside <= 1)
      if (isDue) nextRoundMs = openNextRound(rounds++) + BETWEEN_ROUNDS_MS
      const isOver = !scenario.isEndless && world.outside + world.inside === 0
      overMs = isOver ? (overMs ?? world.nowMs + QUIET_AT_END_MS) : undefined
      if (overMs !== undefined && world.nowMs >= overMs + (options.trackerDelayMs ?? weather.network.tracksDelayMs[0]))
        return
      await pause(schedule, TICK_MS, signal)
    }
  }

  /** Answers when the last of the round arrives. */
  function openNextRound(n: number): number {
    const turnout = { ...scenario.usual, ...(options.shoppers !== undefined && { shoppers: options.shoppers }) }
    const script = scenario.write(options.store, { ...turnout, seed: seed + n })
    const { parties } = openRound(script, `round-${n + 1}`, world.nowMs)
    for (const party of parties) world.arrive(party)
    return Math.max(...parties.map(({ entersAtMs }) => entersAtMs))
  }

  async function end(): Promise<void> {
    const graceMs = signal.aborted ? 500 : SENDS_REST_WITHIN_MS
    await Promise.all([...links.values()].map((link) => link.close(graceMs)))
    const still = world.held().map(({ party, lines }) => ({ shopper: crowd.accountOf(party.people[0].id), lines }))
    await recorder?.finish([...visits, ...still], (person) => crowd.accountOf(person))
  }

  return {
    report: run(),
    nowMs: () => clock.epochMs + clock.elapsedMs(),
    visit(pass, picks = 3) {
      const turnout = { shoppers: 1, picksPerShopper: picks, seed: seed + GUEST_SEED + guestsSoFar }
      const script = shoppersWith('guest', [[takesOne, 1]], options.store, turnout)
      const [party] = openRound(script, `guest-${++guestsSoFar}`, world.nowMs - GUEST_ARRIVES_MS).parties
      return new Promise((resolve) => {
        guests.set(party!, { pass, tell: resolve })
        world.arrive(party!, 1)
      })
    },
  }
}

/** Guests draw from seeds of their own: they do not change what the others do. */
const GUEST_SEED = 1_000_000
/** Scripts let the first one arrive some seconds late; a guest stands at the gate already. */
const GUEST_ARRIVES_MS = 4_000

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
