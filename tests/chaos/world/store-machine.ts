/** The store's writer, as the pipeline has it: numbers, then the log, then the store, then the ack. */
import { deviceBoots, type Standing } from '@store/store-server/pipeline/device-boots.ts'
import type { StoreEvent } from '@store/store-server/pipeline/store-event.ts'
import type { GateVisits } from '@store/store-server/commands/gate-desk.ts'
import type { Durable, LineLog } from './durable.ts'
import { type CorePolicy, corePolicy, type Line, type Said, storeCore, type StoreCore } from './store-core.ts'

export interface Message {
  readonly capturedMs: number
  readonly said: Said
}

export interface Batch {
  readonly boot: string
  readonly from: number
  readonly messages: readonly Message[]
  /** The device keeps nothing before this any more. */
  readonly oldest: number
}

export interface StoreMachine {
  hello(device: string, boot: string): number
  /** Resolves to what may be forgotten, once it is durable. */
  accept(device: string, batch: Batch): Promise<Standing>
  beat(device: string, boot: string, lastSeq: number, capturedMs: number): Promise<Standing>
  readonly visits: GateVisits
  look(): void
  readonly core: StoreCore
}

export interface MachineSetup {
  readonly storeId: string
  readonly startedMs: number
  readonly devices: readonly string[]
  readonly stock: ReadonlyMap<string, number>
  readonly now: () => number
  readonly log: LineLog
  readonly lines: Durable['lines']
  readonly tell: (event: StoreEvent) => void
  /** What was not in the log when the server declared it lost. */
  readonly declared: (device: string, boot: string, upTo: number) => void
  /** The pass with which this shopper is at the gate. */
  readonly passAtGate: (shopper: string) => string
  readonly policy?: CorePolicy
}

const GIVE_UP_MS = 10_000

/** What is in the log is there before anything else happens. */
export function storeMachine(setup: MachineSetup): StoreMachine {
  const { storeId, startedMs, devices, stock, now, log, lines, tell, declared, policy = corePolicy } = setup
  const core = storeCore({ startedMs, devices, stock, tell, policy })
  const boots = deviceBoots(GIVE_UP_MS)
  const current = new Map<string, string>()
  let pending: { readonly lines: readonly Line[]; readonly arrivedMs: number }[] = []
  let stamped = startedMs
  let named = 0

  for (const line of lines) {
    boots.readBack(line.device, line.seq, line.boot, line.bootSeq)
    stamped = Math.max(stamped, line.arrivedMs)
    core.take(line, true)
  }
  tell({ type: 'caught-up', atMs: now(), isReplay: false })

  function arrival(): number {
    stamped = Math.max(stamped, now())
    return stamped
  }

  async function write(fresh: readonly Line[], arrivedMs: number): Promise<void> {
    const one = { lines: fresh, arrivedMs }
    pending.push(one)
    await log.append(fresh)
    const end = pending.indexOf(one) + 1
    for (const durable of pending.splice(0, end)) for (const line of durable.lines) core.take(line, false)
  }

  function declare(device: string): void {
    const boot = current.get(device)
    const known = boots.standing().boots.find((one) => one.device === device && one.boot === boot)
    if (known) declared(device, known.boot, known.upTo)
  }

  return {
    hello(device, boot) {
      current.set(device, boot)
      return boots.hello(device, boot)
    },
    async accept(device, { boot, from, messages, oldest }) {
      const batch = { boot, from, count: messages.length, oldest }
      const arrivedMs = arrival()
      const fresh = boots.fresh(device, batch).map(({ index, seq, bootSeq }): Line => {
        const { capturedMs, said } = messages[index]!
        return { device, seq, boot, bootSeq, arrivedMs, capturedMs, said }
      })
      const standing = boots.took(device, batch, now())
      await write(fresh, arrivedMs)
      if (oldest > 1) declare(device)
      return standing
    },
    async beat(device, boot, lastSeq, capturedMs) {
      const standing = boots.beat(device, boot, lastSeq, now())
      // Told for the instant at which it came: what comes after it, and is on its way to the disk meanwhile, came later.
      const arrivedMs = arrival()
      await write([], arrivedMs)
      if (standing.upTo >= lastSeq) core.heard(device, Math.min(capturedMs, now()), arrivedMs)
      return standing
    },
    visits: {
      isOpen: (shopper) => core.visits.isOpen(shopper),
      peopleInside: () => core.visits.peopleInside(),
      nextVisitId(_, nowMs) {
        named = Math.max(named, core.visits.count) + 1
        return `${storeId}/${Math.floor(nowMs)}/${named}`
      },
      open({ visitId, gateId, shopper }) {
        const device = `server/${gateId}`
        const arrivedMs = arrival()
        const seq = boots.next(device)
        const said: Said = { what: 'scanned', gate: gateId, shopper, visitId, pass: setup.passAtGate(shopper) }
        return write([{ device, seq, boot: 'server', bootSeq: seq, arrivedMs, capturedMs: arrivedMs, said }], arrivedMs)
      },
    },
    look() {
      for (const { device } of boots.giveUp(now())) declare(device)
      // What arrived before this instant and is still on its way to the disk comes first, as it will when it is replayed.
      core.look(Math.min(now(), ...pending.map(({ arrivedMs }) => arrivedMs)))
    },
    core,
  }
}
