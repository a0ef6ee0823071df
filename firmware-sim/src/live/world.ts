import type { DoorOrder, PassVerdict } from '@store/contract/device.ts'
import { prng } from '@store/kernel/prng.ts'
import { capturedAt, gondolaOf } from '../plate-physics.ts'
import type { Passage, TruthEvent } from '../play.ts'
import type { Shop } from '../shop.ts'
import type { Weather } from '../weather.ts'
import { linesOf } from '../truth.ts'
import type { Capture } from './capture.ts'
import { TRACKER } from './devices.ts'
import { exitReader, type ExitReader } from './exit-reader.ts'
import { openLiveStage } from './live-stage.ts'
import { plateStream } from './plate-stream.ts'
import type { Party } from './round.ts'
import {
  FAIL_SAFE_MS,
  shopperAgent,
  type PartyNews,
  type Passageway,
  type ShopperAgent,
  type Street,
} from './shopper-agent.ts'
import { stocker } from './stocker.ts'
import { trackStream } from './track-stream.ts'

/** What the simulated store does to the world around it. */
export interface Surroundings {
  /** A device has measured something. In order of measuring, device by device. */
  say(device: string, capture: Capture): void
  /** The device has nothing to tell any more of what was before. */
  capturedUntil(device: string, capturedMs: number): void
  askPass(party: Party): void
  scan(party: Party, gate: string): void
  told(party: Party, news: PartyNews): void
  /** What really happened on the shelves, as it becomes known. */
  saw(event: TruthEvent): void
  /** What a party carried out. */
  carriedOut(party: Party, lines: Lines): void
}

export type Lines = readonly { readonly gtin: string; readonly quantity: number }[]

/** A store full of people who react to its gates, played forward in time. Instants are milliseconds since it opened. */
export interface World {
  readonly nowMs: number
  advance(toMs: number): void
  arrive(party: Party, mostTries?: number): void
  passGiven(party: Party): void
  passDenied(party: Party, reason: string): void
  judged(party: Party, verdict: PassVerdict): void
  doorOrdered(order: DoorOrder): void
  /** What everyone in the store has in their hands. */
  held(): { readonly party: Party; readonly lines: Lines }[]
  /** Who has not got in yet, and who is in the store. */
  readonly outside: number
  readonly inside: number
}

export interface WorldOptions {
  readonly shop: Shop
  readonly seed: number
  readonly weather: Weather
  readonly trackerDelayMs: number
  readonly hasStaff: boolean
  /** How long the exit's second door waits for an order before it opens by itself; half a minute if absent. */
  readonly failSafeMs?: number
}

const STEP_MS = 100
/**
 * People decide this far ahead of what the devices see: a hand that lifts presses the plate before, and a plate cannot
 * be pressed in a frame that was sent already. It is also how long a shopper takes to notice that a door is open.
 */
const AHEAD_MS = 1_000

export function openWorld(options: WorldOptions, around: Surroundings): World {
  const { shop, seed, weather, failSafeMs = FAIL_SAFE_MS } = options
  const stage = openLiveStage(shop, seed, weather.plates.leakMost)
  const shelves = new Map(shop.layout.gondolas.map((gondola) => [gondola.id, plateStream(gondola, seed, weather)]))
  const tracker = trackStream(seed, weather, options.trackerDelayMs)
  const staff = options.hasStaff ? stocker(stage, seed) : undefined
  const gates: Record<'entry' | 'exit', Passageway> = {
    entry: { occupant: undefined, freeMs: 0 },
    exit: { occupant: undefined, freeMs: 0 },
  }
  // Clocks that are off stamp the next frame up to so much before this one's end.
  const marginMs = weather.network.clockSkewMs + 4 * weather.plates.clockJitterMs
  const clockOf = (gate: string): number => prng(seed, `clock/${gate}`).between(-1, 1) * weather.network.clockSkewMs
  const readers = new Map<string, ExitReader>()
  for (const { id, kind } of shop.layout.gates)
    if (weather.rfid !== undefined && kind === 'exit')
      readers.set(id, exitReader(id, shop, seed, weather.rfid, clockOf(id)))
  let agents: ShopperAgent[] = []
  let scans: { readonly atMs: number; readonly party: Party; readonly gate: string }[] = []
  let passages: Passage[] = []
  let handled = 0
  let nowMs = 0

  const street: Street = {
    askPass: (party) => around.askPass(party),
    holdToGate: (party, gate, atMs) => void scans.push({ atMs, party, gate }),
    told(party, news) {
      around.told(party, news)
      if (news.what !== 'left') return
      const [{ id }] = party.people
      around.carriedOut(party, linesOf(stage.carriedOut.get(id) ?? []))
      stage.carriedOut.delete(id)
    },
  }

  function decide(atMs: number): void {
    for (const agent of agents.toSorted((a, b) => a.comesAtMs - b.comesAtMs)) agent.think(atMs)
    staff?.think(atMs)
    agents = agents.filter(({ isGone }) => !isGone)
    for (const handling of stage.handlings.splice(0)) shelves.get(gondolaOf(handling))?.bear(handled++, handling)
    for (const event of stage.truth.splice(0)) around.saw(event)
    passages.push(...stage.passages.splice(0))
  }

  function sense(): void {
    for (const shelf of shelves.values()) {
      for (const frame of shelf.until(nowMs)) around.say(shelf.device, frame)
      around.capturedUntil(shelf.device, shelf.capturedMs - marginMs)
    }
    for (const frame of tracker.until(nowMs, stage.actors)) around.say(TRACKER, frame)
    around.capturedUntil(TRACKER, tracker.capturedMs - marginMs)
    for (const passage of due(passages).toSorted((a, b) => a.atMs - b.atMs)) pass(passage)
    passages = passages.filter(({ atMs }) => atMs > nowMs)
    for (const { id } of shop.layout.gates) around.capturedUntil(id, nowMs - marginMs)
    for (const reader of readers.values()) {
      for (const sweep of reader.until(nowMs)) around.say(reader.device, sweep)
      around.capturedUntil(reader.device, nowMs - marginMs)
    }
    const held = due(scans)
    scans = scans.filter(({ atMs }) => atMs > nowMs)
    for (const { party, gate } of held) around.scan(party, gate)
  }

  function pass(passage: Passage): void {
    const { gate, atMs, says } = passage
    if (says.event !== 'cross') return
    const { direction } = says
    const capturedMs = capturedAt(Math.min(atMs, nowMs), clockOf(gate))
    around.say(gate, { kind: 'gate', device: gate, gate, event: 'cross', direction, capturedMs })
    readers.get(gate)?.passed(passage)
  }

  const due = <T extends { readonly atMs: number }>(all: readonly T[]): T[] => all.filter(({ atMs }) => atMs <= nowMs)
  const agentOf = (party: Party): ShopperAgent | undefined => agents.find((one) => one.party === party)

  return {
    get nowMs() {
      return nowMs
    },
    advance(toMs) {
      while (nowMs + STEP_MS <= toMs) {
        nowMs += STEP_MS
        decide(nowMs + AHEAD_MS)
        sense()
      }
    },
    arrive: (party, mostTries) =>
      void agents.push(shopperAgent(stage, party, seed, street, gates, failSafeMs, mostTries)),
    passGiven: (party) => agentOf(party)?.passGiven(),
    passDenied: (party, reason) => agentOf(party)?.passDenied(reason),
    judged: (party, verdict) => agentOf(party)?.judged(verdict),
    doorOrdered(order) {
      for (const agent of agents) agent.doorOpened(order, nowMs)
    },
    held: () =>
      agents
        .filter(({ isOutside, isGone }) => !isOutside && !isGone)
        .map(({ party }) => {
          const own = stage.actors.filter(({ payer }) => payer === party.people[0].id)
          return { party, lines: linesOf(own.flatMap(({ holding }) => holding)) }
        }),
    get outside() {
      return agents.filter(({ isOutside }) => isOutside).length
    },
    get inside() {
      return agents.filter(({ isOutside, isGone }) => !isOutside && !isGone).length
    },
  }
}
