import { defineFault } from '@store/kernel/fault.ts'
import { refill, type Stateful } from '@store/kernel/stateful.ts'
import type { KnownBoot } from './run-opening.ts'

/**
 * Which messages of each device are in the log. A device counts from 1 in every boot; the log counts on over boots, so
 * that it is a trace. The same (device, boot, number) is one message however often it is sent [PI3].
 */
export interface DeviceBoots extends Stateful<DeviceBootsState> {
  /** From where this boot goes on sending. Another boot than before is the one that counts from now on. */
  hello(device: string, boot: string): number
  /** What is new of these, with the log's own numbers; changes nothing. Throws `WrongBoot`. */
  fresh(device: string, batch: BatchNumbers): readonly FreshMessage[]
  /** They are on their way into the log. Answers up to where nothing is missing, and what is. */
  took(device: string, batch: BatchNumbers, nowMs: number): Standing
  /** The device says that it has sent this far. */
  beat(device: string, boot: string, lastSeq: number, nowMs: number): Standing
  /** What was asked for and did not come is declared lost, so that the device may forget what follows it. */
  giveUp(nowMs: number): readonly { readonly device: string; readonly lost: number }[]
  /** Reads the log back. */
  /** `leftOut`: so many right before it are not in the log any more. */
  readBack(device: string, seq: number, boot: string, bootSeq: number, leftOut?: number): void
  /** A quiet point: the log's numbers start again, the devices' own go on. */
  renew(): KnownBoot[]
  /** The next number of a device of the server's own, which never repeats itself. */
  next(device: string): number
  /** Where everybody stands, for whoever begins to read the log here. */
  standing(): { readonly boots: KnownBoot[]; readonly numbers: Readonly<Record<string, number>> }
}

export interface DeviceBootsState {
  readonly devices: ReadonlyMap<string, Device>
  readonly declared: readonly Loss[]
}

interface Loss {
  readonly device: string
  readonly lost: number
}

export interface BatchNumbers {
  readonly boot: string
  readonly from: number
  readonly count: number
  /** The device keeps nothing before this any more: what is missing there is lost. */
  readonly oldest?: number | undefined
}

export interface FreshMessage {
  readonly index: number
  readonly seq: number
  readonly bootSeq: number
}

export interface Standing {
  readonly upTo: number
  readonly missing?: { readonly from: number; readonly to: number }
}

export const WrongBoot = defineFault(
  'device.wrong-boot',
  'conflict',
  (d: { device: string; boot: string }) =>
    `Device ${d.device} sends for boot ${JSON.stringify(d.boot)}, which is not the one it said hello with; say hello first.`,
)

export const NumberTooFar = defineFault(
  'device.number-too-far',
  'refused',
  (d: { device: string; from: number; upTo: number }) =>
    `Device ${d.device} sends number ${d.from}, and ${d.upTo} was the last that came; no device leaves out so many. ` +
    `Start the device again, so that it counts from 1 in a new boot.`,
)

/** A day of a tracker at 15 frames a second. What a device lost beyond that is no gap, it is garbage. */
const MOST_AHEAD = 1_300_000

interface Boot {
  readonly device: string
  readonly name: string
  upTo: number
  /** Came, though something before them did not; ascending, none next to another. */
  beyond: Range[]
  /** The log's number of a message less the device's own. */
  base: number
  missingSinceMs: number | undefined
  /** When something that was missing, or new, last came. */
  movedMs: number
  /** How far the device says it has sent. */
  sent: number
}

interface Device {
  lastSeq: number
  /** The one that counts comes last; a few earlier ones are kept, in case a device comes back with what it stored. */
  boots: Boot[]
}

interface Range {
  readonly from: number
  readonly to: number
}

const MOST_BOOTS = 4

/** What a device said and has not sent yet is not missing while its batches keep coming. */
const ON_ITS_WAY_MS = 2_000

/** `giveUpMs`: how long a missing number is waited for; longer than any answer to a request for it takes. */
export function deviceBoots(
  giveUpMs: number,
  known: readonly KnownBoot[] = [],
  numbers: Readonly<Record<string, number>> = {},
): DeviceBoots {
  const devices = new Map<string, Device>()
  for (const [device, lastSeq] of Object.entries(numbers)) deviceOf(device).lastSeq = lastSeq
  for (const { device, boot, upTo, base } of known) deviceOf(device).boots.push(bootFrom(device, boot, upTo, base))
  const declared: Loss[] = []

  function deviceOf(name: string): Device {
    const there = devices.get(name)
    if (there) return there
    const fresh: Device = { lastSeq: 0, boots: [] }
    devices.set(name, fresh)
    return fresh
  }

  /** Makes a boot the one that counts. Its numbers in the log begin behind all that went before. */
  function turnTo(deviceName: string, name: string): Boot {
    const device = deviceOf(deviceName)
    const current = device.boots.at(-1)
    if (current?.name === name) return current
    const former = device.boots.find((boot) => boot.name === name)
    const upTo = former ? highest(former) : 0
    const boot = bootFrom(deviceName, name, upTo, device.lastSeq - upTo)
    device.boots = [...device.boots.filter((one) => one !== former), boot].slice(-MOST_BOOTS)
    return boot
  }

  function currentBoot(device: string, name: string): Boot {
    const boot = deviceOf(device).boots.at(-1)
    if (boot?.name !== name) throw WrongBoot({ device, boot: name })
    return boot
  }

  function put(device: Device, boot: Boot, came: Range): void {
    const touching = boot.beyond.filter(({ from, to }) => from <= came.to + 1 && to >= came.from - 1)
    const united = {
      from: Math.min(came.from, ...touching.map(({ from }) => from)),
      to: Math.max(came.to, ...touching.map(({ to }) => to)),
    }
    boot.beyond = [...boot.beyond.filter((range) => !touching.includes(range)), united].sort((a, b) => a.from - b.from)
    device.lastSeq = Math.max(device.lastSeq, boot.base + came.to)
    close(boot)
  }

  /** Whatever is missing before this number is lost, at the device's own word. */
  function forgo(boot: Boot, oldest: number): void {
    if (oldest - 1 <= boot.upTo) return
    const came = boot.beyond.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, oldest - 1) - from + 1), 0)
    declared.push({ device: boot.device, lost: oldest - 1 - boot.upTo - came })
    boot.upTo = oldest - 1
    boot.beyond = boot.beyond.filter(({ to }) => to >= oldest)
    close(boot)
  }

  return {
    hello: (device, boot) => turnTo(device, boot).upTo + 1,
    fresh(device, { boot: name, from, count }) {
      const boot = currentBoot(device, name)
      if (from > highest(boot) + MOST_AHEAD) throw NumberTooFar({ device, from, upTo: boot.upTo })
      const fresh: FreshMessage[] = []
      for (let index = Math.max(0, boot.upTo + 1 - from); index < count; index++) {
        const bootSeq = from + index
        if (!boot.beyond.some((range) => range.from <= bootSeq && bootSeq <= range.to))
          fresh.push({ index, seq: boot.base + bootSeq, bootSeq })
      }
      return fresh
    },
    took(name, { boot: bootName, from, count, oldest }, nowMs) {
      const boot = currentBoot(name, bootName)
      const device = deviceOf(name)
      if (oldest !== undefined) forgo(boot, Math.min(oldest, from))
      put(device, boot, { from, to: from + count - 1 })
      boot.movedMs = nowMs
      return standingOf(boot, nowMs)
    },
    beat(device, name, lastSeq, nowMs) {
      const boot = currentBoot(device, name)
      if (lastSeq > highest(boot) + MOST_AHEAD) throw NumberTooFar({ device, from: lastSeq, upTo: boot.upTo })
      boot.sent = Math.max(boot.sent, lastSeq)
      return standingOf(boot, nowMs)
    },
    giveUp(nowMs) {
      const lost = [...devices].flatMap(([name, { boots }]) => {
        const boot = boots.at(-1)
        // What nothing has followed may still be on its way, however slowly: it is never given up.
        if (boot?.missingSinceMs === undefined || boot.beyond.length === 0) return []
        if (nowMs - boot.missingSinceMs < giveUpMs) return []
        boot.missingSinceMs = undefined
        const missing = missingOf(boot)!
        boot.upTo = missing.to
        close(boot)
        if (missingOf(boot)) boot.missingSinceMs = nowMs
        return [{ device: name, lost: missing.to - missing.from + 1 }]
      })
      return [...declared.splice(0), ...lost]
    },
    readBack(name, seq, bootName, bootSeq, leftOut = 0) {
      const device = deviceOf(name)
      const boot = turnTo(name, bootName)
      boot.base = seq - bootSeq
      put(device, boot, { from: bootSeq - leftOut, to: bootSeq })
    },
    renew() {
      const standing: KnownBoot[] = []
      for (const [name, device] of devices) {
        device.lastSeq = 0
        device.boots = device.boots.map((boot) => bootFrom(name, boot.name, highest(boot), -highest(boot)))
        standing.push(...device.boots.map(({ name: boot, upTo, base }) => ({ device: name, boot, upTo, base })))
      }
      return standing
    },
    next: (device) => ++deviceOf(device).lastSeq,
    standing: () => ({
      boots: [...devices].flatMap(([device, { boots }]) =>
        boots.map(({ name: boot, upTo, base }) => ({ device, boot, upTo, base })),
      ),
      numbers: Object.fromEntries([...devices].map(([device, { lastSeq }]) => [device, lastSeq])),
    }),
    save: () => ({ devices, declared }),
    restore(state) {
      refill(devices, state.devices)
      declared.splice(0, declared.length, ...state.declared)
    },
  }
}

const bootFrom = (device: string, name: string, upTo: number, base: number): Boot => ({
  device,
  name,
  upTo,
  beyond: [],
  base,
  missingSinceMs: undefined,
  movedMs: Number.NEGATIVE_INFINITY,
  sent: upTo,
})

const highest = (boot: Boot): number => boot.beyond.at(-1)?.to ?? boot.upTo

/** What joins on to the part without holes becomes part of it. */
function close(boot: Boot): void {
  const [first, ...others] = boot.beyond
  if (!first || first.from > boot.upTo + 1) return
  boot.upTo = Math.max(boot.upTo, first.to)
  boot.beyond = others
}

function missingOf(boot: Boot): { from: number; to: number } | undefined {
  const [first] = boot.beyond
  const to = first ? first.from - 1 : boot.sent
  return to > boot.upTo ? { from: boot.upTo + 1, to } : undefined
}

function standingOf(boot: Boot, nowMs: number): Standing {
  const missing = missingOf(boot)
  if (!missing) boot.missingSinceMs = undefined
  else boot.missingSinceMs ??= nowMs
  const isOnItsWay = boot.beyond.length === 0 && nowMs - boot.movedMs < ON_ITS_WAY_MS
  return { upTo: boot.upTo, ...(missing && !isOnItsWay && { missing }) }
}
