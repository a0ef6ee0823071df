/**
 * A store whose sensors are always right about who did what, so that a day of it takes a second: the order of frames,
 * the waits, the sessions and the register of visits are the product's own, only fusion is left out. As the engine is,
 * it is a function of the log: what is replayed is what was.
 */
import { resequencer, type Resequencer } from '@store/engine/resequence.ts'
import type { Frame, GateCross } from '@store/device-protocol/frame.ts'
import type { Basket, BelievedLine, UnresolvedLine } from '@store/session/events.ts'
import { decide, evolve, initial, type Session, type SessionCommand } from '@store/session/session.ts'
import type { StoreEvent } from '@store/store-server/pipeline/store-event.ts'
import { type VisitRecord, visitRegister, type VisitRegister } from '@store/store-server/pipeline/visit-register.ts'

/** What a device says happened. `units` that were taken, negative for what was put back. */
export type Said =
  | {
      readonly what: 'scanned'
      readonly gate: string
      readonly shopper: string
      readonly visitId: string
      readonly pass: string
    }
  | { readonly what: 'came-in'; readonly shopper: string }
  | {
      readonly what: 'changed'
      readonly shopper: string
      readonly gtin: string
      readonly units: number
      /** The shelf cannot tell for certain what it was. */
      readonly isDoubtful: boolean
    }
  | { readonly what: 'left'; readonly gate: string; readonly shopper: string }
  | { readonly what: 'went-out'; readonly gate: string }

/** One line of the log. */
export interface Line {
  readonly device: string
  /** Of this device, over all its boots. */
  readonly seq: number
  readonly boot: string
  readonly bootSeq: number
  readonly arrivedMs: number
  readonly capturedMs: number
  readonly said: Said
}

export interface StoreCore {
  take(line: Line, isReplay: boolean): void
  /** This device has told of all that it saw until then. */
  heard(device: string, capturedMs: number, nowMs: number): void
  look(nowMs: number): void
  /** Whether something waits for what other devices may still tell. */
  readonly isWaiting: boolean
  readonly visits: VisitRegister
  /** Units on the shelves, as far as was told. */
  readonly stock: ReadonlyMap<string, number>
  /** Units that left the shelves with nobody who can be charged, less those that came back so. */
  readonly cannotTell: ReadonlyMap<string, number>
  readonly sessions: ReadonlyMap<string, Session>
  /** The pass that each visit was opened with. */
  readonly passOf: ReadonlyMap<string, string>
}

export interface CorePolicy {
  /** How long a stream that stalls holds up the others. */
  readonly waitMs: number
  readonly gapMs: number
  /** Evidence trails the shopper by so much. */
  readonly sealAfterMs: number
  readonly turnBackMs: number
  readonly longestMs: number
  /** A bug to be planted: what comes is applied as it comes. */
  readonly order: 'captured' | 'arrived'
  /** A bug to be planted: baskets for people whom nobody let in. */
  readonly admits: 'who-came-in' | 'anybody'
}

export const corePolicy: CorePolicy = {
  waitMs: 12_000,
  gapMs: 10_000,
  sealAfterMs: 1_500,
  turnBackMs: 75_000,
  longestMs: 3_600_000,
  order: 'captured',
  admits: 'who-came-in',
}

interface Waiting {
  readonly capturedMs: number
  readonly arrivedMs: number
  readonly nth: number
  apply(isReplay: boolean): void
}

export interface CoreSetup {
  readonly startedMs: number
  /** Whose word is waited for. */
  readonly devices: readonly string[]
  readonly stock: ReadonlyMap<string, number>
  readonly tell: (event: StoreEvent) => void
  readonly policy?: CorePolicy
}

export function storeCore({ startedMs, devices, stock: stockBefore, tell, policy = corePolicy }: CoreSetup): StoreCore {
  const visits = visitRegister(startedMs, 0, policy)
  const sessions = new Map<string, Session>()
  const passOf = new Map<string, string>()
  const status = new Map<string, VisitRecord['status']>()
  const stock = new Map(stockBefore)
  const cannotTell = new Map<string, number>()
  const inOrder = new Map<string, Resequencer>()
  const lineOf = new WeakMap<Frame, Line>()
  const heardMs = new Map(devices.map((device) => [device, startedMs]))
  let waiting: Waiting[] = []
  let nth = 0
  let latestMs = startedMs

  function take(line: Line, isReplay: boolean): void {
    advance(line.arrivedMs, isReplay)
    const { said } = line
    if (said.what === 'scanned') scanned(line, said, isReplay)
    if (said.what === 'left' || said.what === 'went-out')
      tell({
        type: 'gate-crossed',
        gate: said.gate,
        direction: said.what === 'left' ? 'in' : 'out',
        atMs: line.capturedMs,
        isReplay,
      })
    if (policy.order === 'arrived') {
      applied(line, isReplay)
      return
    }
    for (const each of ordered(line)) put(each.capturedMs, each.arrivedMs, (replay) => applied(each, replay))
    advance(line.arrivedMs, isReplay)
  }

  function ordered(line: Line): Line[] {
    const { device, seq, arrivedMs, capturedMs } = line
    const frame: GateCross = {
      kind: 'gate',
      event: 'cross',
      device,
      seq,
      arrivedMs,
      capturedMs,
      gate: device,
      direction: 'in',
    }
    lineOf.set(frame, line)
    const turn = inOrder.get(device) ?? resequencer(policy.gapMs)
    inOrder.set(device, turn)
    return linesOf(device, turn.take(frame, arrivedMs))
  }

  function linesOf(device: string, frames: readonly Frame[]): Line[] {
    return frames.map((frame) => {
      const line = lineOf.get(frame)!
      spoken(device, line.capturedMs)
      return line
    })
  }

  function spoken(device: string, capturedMs: number): void {
    const known = heardMs.get(device)
    if (known !== undefined) heardMs.set(device, Math.max(known, capturedMs))
  }

  function put(capturedMs: number, arrivedMs: number, apply: (isReplay: boolean) => void): void {
    const one: Waiting = { capturedMs, arrivedMs, nth: nth++, apply }
    const at = waiting.findLastIndex((other) => other.capturedMs <= capturedMs) + 1
    waiting = [...waiting.slice(0, at), one, ...waiting.slice(at)]
  }

  /** By capture time, once every device has told of that time, or was waited for long enough [design 5]. */
  function advance(nowMs: number, isReplay: boolean): void {
    latestMs = Math.max(latestMs, nowMs)
    for (const [device, turn] of inOrder)
      for (const line of linesOf(device, turn.wait(latestMs)))
        put(line.capturedMs, line.arrivedMs, (r) => applied(line, r))
    for (;;) {
      const [first] = waiting
      if (!first || !isReady(first)) break
      waiting.shift()
      first.apply(isReplay)
    }
  }

  /** Who has something behind a gap has more to say, and is waited for until the gap is closed or given up. */
  const isReady = ({ capturedMs, arrivedMs }: Waiting): boolean =>
    [...heardMs].every(
      ([device, ms]) =>
        ms >= capturedMs || (latestMs - arrivedMs >= policy.waitMs && inOrder.get(device)?.held === undefined),
    )

  function scanned(line: Line, said: Extract<Said, { what: 'scanned' }>, isReplay: boolean): void {
    const { visitId, shopper, gate, pass } = said
    passOf.set(visitId, pass)
    const { device, seq, arrivedMs, capturedMs } = line
    const capturedSince = capturedMs - startedMs
    changed(
      visits.scanned(
        { kind: 'gate', event: 'scan', device, seq, arrivedMs, capturedMs: capturedSince, gate, shopper, party: 1 },
        visitId,
      ),
      isReplay,
    )
    visits.hear({ type: 'scanned', actor: visitId, shopper, party: 1, atMs: capturedSince, gate })
    ask(visitId, { type: 'open', sessionId: visitId, shopperId: shopper, party: 1 }, capturedMs, isReplay)
    // Deadlines stand among what is told, by capture time: what a device saw before one counts before it.
    const dueAfter = (ms: number, end: (replay: boolean) => void) => put(capturedMs + ms, capturedMs + ms, end)
    dueAfter(policy.turnBackMs, (replay) => {
      if (sessions.get(visitId)?.status === 'in-vestibule') ended(visitId, capturedMs + policy.turnBackMs, replay)
    })
    dueAfter(policy.longestMs, (replay) => ended(visitId, capturedMs + policy.longestMs, replay))
  }

  function applied({ said, capturedMs, arrivedMs }: Line, isReplay: boolean): void {
    switch (said.what) {
      case 'scanned':
      case 'went-out':
        return
      case 'came-in': {
        const id = visitOf(said.shopper, 'in-vestibule')
        if (id !== undefined) ask(id, { type: 'admit', gateId: 'entry' }, capturedMs, isReplay)
        return
      }
      case 'changed':
        return change(said, capturedMs, isReplay)
      case 'left': {
        const id = visitOf(said.shopper, 'shopping')
        if (id === undefined) return
        ask(id, { type: 'leave', gateId: said.gate }, capturedMs, isReplay)
        const seal = (replay: boolean) => ask(id, { type: 'seal' }, capturedMs, replay)
        if (policy.order === 'arrived') seal(isReplay)
        else put(capturedMs + policy.sealAfterMs, arrivedMs, seal)
      }
    }
  }

  function change(
    { shopper, gtin, units, isDoubtful }: Extract<Said, { what: 'changed' }>,
    atMs: number,
    isReplay: boolean,
  ) {
    add(stock, gtin, -units)
    const id = visitOf(shopper, 'shopping', 'leaving') ?? (policy.admits === 'anybody' ? inVestibule() : undefined)
    const session = id === undefined ? undefined : sessions.get(id)
    if (id === undefined || !session) return add(cannotTell, gtin, units)
    if (session.status === 'in-vestibule') ask(id, { type: 'admit', gateId: 'nobody saw' }, atMs, isReplay)
    const { lines, unresolved } = basketIn(id)
    const next = isDoubtful
      ? { lines, unresolved: doubted(unresolved, gtin, units) }
      : { lines: counted(lines, gtin, units), unresolved }
    if (!next.lines || !next.unresolved) return add(cannotTell, gtin, units)
    ask(
      id,
      { type: 'revise', lines: next.lines, unresolved: next.unresolved, evidenceId: `${gtin}@${atMs}` },
      atMs,
      isReplay,
    )
  }

  function basketIn(id: string): Basket {
    const session = sessions.get(id)
    return session && 'basket' in session ? session.basket : { lines: [], unresolved: [] }
  }

  function visitOf(shopper: string, ...statuses: readonly Session['status'][]): string | undefined {
    for (const [id, session] of sessions)
      if ('shopperId' in session && session.shopperId === shopper && statuses.includes(session.status)) return id
    return undefined
  }

  const inVestibule = (): string | undefined => [...sessions].find(([, { status: now }]) => now === 'in-vestibule')?.[0]

  function ended(id: string, atMs: number, isReplay: boolean): void {
    const session = sessions.get(id)
    if (session?.status === 'in-vestibule') ask(id, { type: 'turn-back' }, atMs, isReplay)
    else if (session?.status === 'shopping' || session?.status === 'leaving') ask(id, { type: 'seal' }, atMs, isReplay)
  }

  function ask(id: string, command: SessionCommand, atMs: number, isReplay: boolean): void {
    const before = sessions.get(id) ?? initial
    const events = decide(before, command, atMs)
    sessions.set(id, events.reduce(evolve, before))
    for (const event of events) {
      const since = { ...event, at: event.at - startedMs }
      changed(visits.hear({ type: 'session', sessionId: id, event: since }), isReplay)
    }
  }

  function changed(records: readonly VisitRecord[], isReplay: boolean): void {
    for (const visit of records) {
      tell({ type: 'visit-changed', visit, was: status.get(visit.id), isReplay })
      status.set(visit.id, visit.status)
    }
  }

  return {
    take,
    heard(device, capturedMs, nowMs) {
      // What is held back behind a gap was not taken yet, whatever is known of the device.
      if (inOrder.get(device)?.held === undefined) spoken(device, capturedMs)
      advance(nowMs, false)
    },
    look: (nowMs) => advance(nowMs, false),
    get isWaiting() {
      const [first] = waiting
      return first !== undefined && first.arrivedMs <= latestMs
    },
    visits,
    stock,
    cannotTell,
    sessions,
    passOf,
  }
}

/** Nothing where it would be less than nothing. */
function counted(lines: readonly BelievedLine[], gtin: string, units: number): BelievedLine[] | undefined {
  const quantity = (lines.find((line) => line.gtin === gtin)?.quantity ?? 0) + units
  if (quantity < 0) return undefined
  const others = lines.filter((line) => line.gtin !== gtin)
  return quantity === 0 ? others : [...others, { gtin, quantity, confidence: 1 }]
}

function doubted(unresolved: readonly UnresolvedLine[], gtin: string, units: number): UnresolvedLine[] | undefined {
  if (units < 1) return undefined
  return [...unresolved, { gtins: [gtin], quantity: units, reason: 'the shelf cannot tell for certain' }]
}

const add = (counts: Map<string, number>, gtin: string, units: number): void =>
  void counts.set(gtin, (counts.get(gtin) ?? 0) + units)
