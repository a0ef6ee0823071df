import { setTimeout as sleep } from 'node:timers/promises'
import { deviceSocket, type DeviceSocket } from '../../../tests/server/device-socket.ts'
import type { StoreProcess } from '../../../tests/server/store-process.ts'
import { quantile, waitsFigure, waitsText, type Figure } from './figure.ts'
import { withStore } from './with-store.ts'

const DEVICES = 100
const BATCH = 10
const MESSAGES_PER_SECOND = 10_000
const MOST_MS = 50

/**
 * Durable device events: from a batch leaving its device's socket to the ack that says the disk has it. Each device sends
 * in its own rhythm, whether its last batch was answered or not, so that waits are not hidden by waiting.
 */
export async function deviceLog(seconds: number): Promise<Figure[]> {
  const ids = Array.from({ length: DEVICES }, (_, i) => `reader-${i + 1}`)
  const devices = ids.map((id) => ({ id, kind: 'rfid' as const }))
  return withStore({ devices }, (store) => figuresOf(store, ids, seconds))
}

async function figuresOf(store: StoreProcess, ids: readonly string[], seconds: number): Promise<Figure[]> {
  const devices = await Promise.all(ids.map((id) => deviceSocket(store.url, id, store.keys[id]!)))
  for (const device of devices) await device.hello()
  await steady(devices, 2)

  const [before, startedMs] = [await store.usage(), performance.now()]
  const waits = await steady(devices, seconds)
  const [after, lastedMs] = [await store.usage(), performance.now() - startedMs]
  const perSecond = (waits.length * BATCH * 1_000) / lastedMs
  const flat = await flatOut(devices, Math.min(seconds, 5))
  for (const { socket } of devices) socket.disconnect()

  const cpu = Math.round(((after.cpuMs - before.cpuMs) / lastedMs) * 100)
  const ack = waitsFigure(`ack of a device event, ${DEVICES} devices at 10,000/s`, MOST_MS, waits)
  return [
    {
      what: `durable device events, ${DEVICES} devices`,
      required: `>= ${MESSAGES_PER_SECOND.toLocaleString('en')}/s`,
      measured:
        `${count(perSecond)}/s as sent, server at ${cpu} % of a core; ` +
        `${count(flat.perSecond)}/s as fast as acks come (ack ${waitsText(flat.waits)})`,
      // Sent at exactly this rate, so that the last of them are acked a moment after the time is over.
      isMet: perSecond >= MESSAGES_PER_SECOND * 0.98 && flat.perSecond >= MESSAGES_PER_SECOND,
    },
    { ...ack, measured: `${ack.measured}, p99.9 ${quantile(waits, 0.999).toFixed(0)} ms` },
  ]
}

/** Sends one batch; answers how long its ack took. */
async function batch(device: DeviceSocket): Promise<number> {
  const reads = [{ epc: 'urn:epc:id:sgtin:4012345.066666.1', rssi: -50 }]
  const messages = Array.from({ length: BATCH }, () => ({ kind: 'rfid', gate: 'exit', t: Date.now(), reads }))
  const sentMs = performance.now()
  const answer = await device.send(...messages)
  if (!answer.ok) throw new Error(`Not acknowledged: ${answer.fault.message}`)
  return performance.now() - sentMs
}

async function steady(devices: readonly DeviceSocket[], seconds: number): Promise<number[]> {
  const everyMs = (1_000 * DEVICES * BATCH) / MESSAGES_PER_SECOND
  const startedMs = performance.now()
  const sent = devices.map(async (device, i) => {
    const waits: Promise<number>[] = []
    for (let dueMs = startedMs + (i / DEVICES) * everyMs; dueMs < startedMs + seconds * 1_000; dueMs += everyMs) {
      await sleep(Math.max(0, dueMs - performance.now()))
      waits.push(batch(device))
    }
    return Promise.all(waits)
  })
  return (await Promise.all(sent)).flat()
}

async function flatOut(devices: readonly DeviceSocket[], seconds: number) {
  const startedMs = performance.now()
  const sent = devices.map(async (device) => {
    const waits: number[] = []
    while (performance.now() < startedMs + seconds * 1_000) waits.push(await batch(device))
    return waits
  })
  const waits = (await Promise.all(sent)).flat()
  return { waits, perSecond: (waits.length * BATCH * 1_000) / (performance.now() - startedMs) }
}

const count = (value: number): string => Math.round(value).toLocaleString('en')
