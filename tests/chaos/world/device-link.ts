/** A device with a memory, a clock that is off and a bad network: it keeps what was not acknowledged, and sends it again. */
import type { Prng } from '@store/kernel/prng.ts'
import type { Batch, Message, StoreMachine } from './store-machine.ts'
import type { Said } from './store-core.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface LinkWeather {
  readonly loss: number
  readonly repeat: number
  readonly slow: number
  /** How many messages it keeps. */
  readonly keeps: number
}

export interface DeviceLink {
  readonly name: string
  say(said: Said): void
  /** The server is there, or not. */
  connect(machine: StoreMachine): void
  disconnect(): void
  /** Power fails for a moment: what was not acknowledged is gone, and it counts from 1. */
  reboot(): void
  /** Tells how far it has come, whatever was lost on the way. */
  beat(): void
  weather: LinkWeather
  /** Everything it ever said. */
  readonly said: readonly SaidMessage[]
  readonly acked: ReadonlyMap<string, number>
  readonly isUnsent: boolean
  readonly seen: { lost: number; repeated: number; overtaken: number; dropped: number; resent: number }
}

export interface SaidMessage {
  readonly boot: string
  readonly bootSeq: number
  readonly said: Said
}

export interface LinkSetup {
  readonly name: string
  readonly time: VirtualTime
  readonly random: Prng
  /** How far its clock is off. */
  readonly skewMs: number
  readonly weather: LinkWeather
  /** An ack reached the device, which forgets everything until there. */
  readonly acknowledged: (device: string, boot: string, upTo: number) => void
}

const AGAIN_MS = 2_000
const AT_ONCE = 20

export function deviceLink({ name, time, random, skewMs, weather, acknowledged }: LinkSetup): DeviceLink {
  let boot = 1
  let seq = 0
  let oldest = 1
  let machine: StoreMachine | undefined
  let isWatched = false
  const kept = new Map<number, Message>()
  const said: SaidMessage[] = []
  const acked = new Map<string, number>()
  const seen = { lost: 0, repeated: 0, overtaken: 0, dropped: 0, resent: 0 }
  const bootName = () => `boot-${boot}`
  const clock = (): number => time.now() + skewMs

  /** There and back, each way slowly, lost or twice. */
  function travel(batch: Batch): void {
    const to = machine
    const { loss, repeat, slow } = link.weather
    const times = random.chance(repeat) ? 2 : 1
    if (times > 1) seen.repeated++
    for (let copy = 0; copy < times; copy++) {
      if (random.chance(loss)) {
        seen.lost++
        continue
      }
      const isSlow = random.chance(slow)
      if (isSlow) seen.overtaken++
      time.schedule(random.between(5, 60) + (isSlow ? random.between(200, 4_000) : 0), () => {
        if (!to || to !== machine || batch.boot !== bootName()) return
        to.accept(name, batch).then(
          ({ upTo, missing }) => answered(to, batch.boot, upTo, missing),
          () => undefined,
        )
      })
    }
  }

  function answered(by: StoreMachine, of: string, upTo: number, missing?: { from: number; to: number }): void {
    if (random.chance(link.weather.loss) || of !== bootName()) return
    time.schedule(random.between(5, 60), () => {
      if (by !== machine || of !== bootName()) return
      acknowledged(name, of, upTo)
      acked.set(of, Math.max(upTo, acked.get(of) ?? 0))
      for (const number of kept.keys()) if (number <= upTo) kept.delete(number)
      oldest = Math.max(oldest, upTo + 1)
      if (missing) sendFrom(missing.from, missing.to)
    })
  }

  function sendFrom(from: number, to = seq): void {
    if (!machine) return
    for (let at = Math.max(from, oldest); at <= to; at += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, to - at + 1) }, (_, i) => at + i)
      const messages = numbers.flatMap((number) => kept.get(number) ?? [])
      if (messages.length !== numbers.length) return
      seen.resent += messages.length
      travel({ boot: bootName(), from: at, messages, oldest })
    }
  }

  function watch(): void {
    if (isWatched) return
    isWatched = true
    time.schedule(AGAIN_MS, () => {
      isWatched = false
      if (kept.size === 0) return
      sendFrom(Math.min(...kept.keys()))
      watch()
    })
  }

  const link: DeviceLink = {
    name,
    weather,
    said,
    acked,
    seen,
    say(what) {
      const number = ++seq
      const message = { capturedMs: clock(), said: what }
      kept.set(number, message)
      said.push({ boot: bootName(), bootSeq: number, said: what })
      while (kept.size > link.weather.keeps) {
        const first = Math.min(...kept.keys())
        kept.delete(first)
        oldest = first + 1
        seen.dropped++
      }
      if (machine) travel({ boot: bootName(), from: number, messages: [message], oldest })
      watch()
    },
    connect(to) {
      machine = to
      sendFrom(to.hello(name, bootName()))
      watch()
    },
    disconnect() {
      machine = undefined
    },
    reboot() {
      boot++
      seq = 0
      oldest = 1
      kept.clear()
      if (machine) machine.hello(name, bootName())
    },
    beat() {
      const to = machine
      if (!to || random.chance(link.weather.loss)) return
      const [of, lastSeq, capturedMs] = [bootName(), seq, clock()]
      time.schedule(random.between(5, 60), () => {
        if (to !== machine || of !== bootName()) return
        to.beat(name, of, lastSeq, capturedMs).then(
          ({ upTo, missing }) => answered(to, of, upTo, missing),
          () => undefined,
        )
      })
    },
    get isUnsent() {
      return kept.size > 0
    },
  }
  return link
}
