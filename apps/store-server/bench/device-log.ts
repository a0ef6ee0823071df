/**
 * How many device messages a second are durable and acknowledged, and how long a device waits for it: real sockets, real
 * files, real syncs. Server and devices are two processes. `npx tsx apps/store-server/bench/device-log.ts [SECONDS]`
 */
import type { DeviceKind } from '@store/contract/device.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io as connect, type Socket } from 'socket.io-client'
import { z } from 'zod'
import { openFrameLog } from '../src/pipeline/frame-log.ts'
import { openStoreEngine } from '../src/pipeline/store-engine.ts'
import { deviceGateway } from '../src/realtime/device-gateway.ts'
import { openSocketServer } from '../src/realtime/socket-server.ts'

const DEVICES = 100
const BATCH = 10

/** The store's side: tells its port, and at the end what it has used. */
async function serve(): Promise<void> {
  const store = await loadStoreFolder(join(import.meta.dirname, '../../../firmware-sim/stores/corner-shop'))
  const dir = await mkdtemp(join(tmpdir(), 'device-log-'))
  const http = createServer()
  const io = openSocketServer(http, { origins: [] })
  const log = await openFrameLog({ dir, storeId: store.layout.id, now })
  const engine = await openStoreEngine({ store, log, now })
  const quiet = { info: () => undefined, warn: console.error, error: console.error }
  const kind: DeviceKind = 'rfid'
  deviceGateway({
    io,
    engine,
    admit: (token) => Promise.resolve({ deviceId: token, storeId: store.layout.id, kind }),
    scan: () => Promise.resolve({ open: false, reason: 'none', message: 'No gate here.' }),
    now,
    every: () => () => undefined,
    log: quiet,
  })
  http.listen(0, '127.0.0.1', () => {
    const address = http.address()
    process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
  })
  process.on('message', (asked) => {
    const { user, system } = process.cpuUsage()
    if (asked === 'cpu') process.send?.({ cpuMs: (user + system) / 1_000, messages: engine.counts.messages })
    if (asked !== 'end') return
    void engine
      .close()
      .then(() => rm(dir, { recursive: true }))
      .then(() => process.exit(0))
  })
}

const Told = z.object({ port: z.int().optional(), cpuMs: z.number().optional(), messages: z.int().optional() })
type Told = z.infer<typeof Told>

async function measure(seconds: number, only: string | undefined): Promise<void> {
  const server = fork(import.meta.filename, ['serve'], { execArgv: ['--import', 'tsx'] })
  const told = async (): Promise<Told> => Told.parse((await once(server, 'message'))[0])
  const cpu = async (): Promise<Told> => {
    server.send('cpu')
    return told()
  }
  const { port } = await told()
  const devices = await Promise.all(Array.from({ length: DEVICES }, (_, i) => device(port!, `reader-${i + 1}`)))

  const rows: Record<string, string | number>[] = []
  const cases: [string, () => Promise<number[]>][] = [
    ['10,000/s, as devices send', () => steady(devices, 10_000, seconds)],
    ['15,000/s, as devices send', () => steady(devices, 15_000, seconds)],
    ['as fast as acks come', () => flatOut(devices, seconds)],
  ]
  await flatOut(devices, 1)
  for (const [name, run] of cases) {
    if (only !== undefined && !name.includes(only)) continue
    const [before, startedMs] = [await cpu(), performance.now()]
    const waits = (await run()).sort((a, b) => a - b)
    const [after, lastedMs] = [await cpu(), performance.now() - startedMs]
    const messages = after.messages! - before.messages!
    rows.push({
      case: name,
      'acked/s': Math.round((messages / lastedMs) * 1_000),
      'ack p50 ms': at(waits, 0.5),
      'ack p99 ms': at(waits, 0.99),
      'ack max ms': at(waits, 1),
      'server CPU': `${Math.round(((after.cpuMs! - before.cpuMs!) / lastedMs) * 100)} %`,
    })
  }
  console.table(rows)
  for (const { socket } of devices) socket.disconnect()
  server.send('end')
  await once(server, 'exit')
}

interface Device {
  readonly socket: Socket
  next: number
}

async function device(port: number, id: string): Promise<Device> {
  const socket = connect(`http://127.0.0.1:${port}/device`, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: id },
  })
  await new Promise<void>((resolve) => void socket.once('connect', resolve))
  await socket.emitWithAck('device:hello', { boot: 'bench' })
  return { socket, next: 1 }
}

/** Sends one batch; answers how long its ack took. */
async function batch(one: Device): Promise<number> {
  const from = one.next
  one.next += BATCH
  const t = Date.now()
  const reads = [{ epc: `urn:epc:id:sgtin:4012345.066666.${from}`, rssi: -50 }]
  const messages = Array.from({ length: BATCH }, () => ({ kind: 'rfid', gate: 'exit', t, reads }))
  const sentMs = performance.now()
  const answer: unknown = await one.socket.emitWithAck('device:send', { boot: 'bench', from, messages })
  const waitedMs = performance.now() - sentMs
  if (!Acked.safeParse(answer).success) throw new Error(`Not acknowledged: ${JSON.stringify(answer)}`)
  return waitedMs
}

const Acked = z.object({ ok: z.literal(true) })

/** Each device in its own rhythm, whether its last batch was answered or not: waits are not hidden by waiting. */
async function steady(devices: readonly Device[], messagesPerSecond: number, seconds: number): Promise<number[]> {
  const everyMs = (1_000 * DEVICES * BATCH) / messagesPerSecond
  const startedMs = performance.now()
  const sent = devices.map(async (one, i) => {
    const waits: Promise<number>[] = []
    for (let dueMs = startedMs + (i / DEVICES) * everyMs; dueMs < startedMs + seconds * 1_000; dueMs += everyMs) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())))
      waits.push(batch(one))
    }
    return Promise.all(waits)
  })
  return (await Promise.all(sent)).flat()
}

async function flatOut(devices: readonly Device[], seconds: number): Promise<number[]> {
  const untilMs = performance.now() + seconds * 1_000
  const sent = devices.map(async (one) => {
    const waits: number[] = []
    while (performance.now() < untilMs) waits.push(await batch(one))
    return waits
  })
  return (await Promise.all(sent)).flat()
}

const at = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10

const now = (): number => Date.now()

const [role, argument] = process.argv.slice(2)
if (role === 'serve') await serve()
else await measure(Number(role ?? 5), argument)
