/** A real store: the server's own entry point in a process of its own, embedded PostgreSQL, a bank that takes its time. */
import type { DeviceKind } from '@store/contract/device.ts'
import { loadStoreFolder, type StoreFolder } from '@store/planogram/store-folder.ts'
import { createSandboxBank } from '@store/sandbox-bank/bank.ts'
import { openDatabase } from '@store/store-server/adapters/database.ts'
import { prismaAccounts } from '@store/store-server/adapters/prisma-accounts.ts'
import { prismaDevices } from '@store/store-server/adapters/prisma-devices.ts'
import { bearerTokens } from '@store/store-server/commands/bearer-token.ts'
import { deviceDesk } from '@store/store-server/commands/devices.ts'
import { entryPasses } from '@store/store-server/commands/entry-pass.ts'
import { loadSecrets } from '@store/store-server/secrets.ts'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

export const CORNER_SHOP = join(import.meta.dirname, '../../firmware-sim/stores/corner-shop')
const ROOT = join(import.meta.dirname, '../..')
const BANK_LATENCY_MS = 50
/** Longer than it drains; one that does not end by then hangs. */
const ENDS_WITHIN_MS = 60_000

export interface StoreProcess {
  readonly url: string
  readonly bankUrl: string
  readonly store: StoreFolder
  /** Where the server keeps everything. */
  readonly dataDir: string
  readonly staffToken: string
  /** Of the devices that were asked for. */
  readonly keys: Readonly<Record<string, string>>
  /** Of the shoppers that were asked for. */
  readonly shoppers: readonly string[]
  /** A genuine pass, as the server would issue it. */
  pass(shopper: string): string
  /** As if this account had signed in. */
  tokenOf(account: string): string
  /** Signed with this store's keys for a device of another store. */
  readonly foreignDeviceToken: string
  /** What the server wrote to its log, over all starts. */
  readonly entries: readonly LogEntry[]
  usage(withinMs?: number): Promise<Usage>
  /** Ends the process without a chance to tidy up. */
  kill(): Promise<void>
  /** On the same port, with the same data. */
  start(): Promise<void>
  /** As an operator would: it drains, and leaves its data. */
  stop(): Promise<void>
  close(): Promise<void>
}

export interface LogEntry {
  readonly level: number
  readonly msg: string
  readonly device?: string | undefined
  readonly code?: string | undefined
}

/** Of the server's process alone; its database is another one. */
export interface Usage {
  readonly cpuMs: number
  readonly residentBytes: number
  readonly heapBytes: number
}

export interface StoreWanted {
  readonly storeDir?: string
  readonly devices: readonly { readonly id: string; readonly kind: DeviceKind }[]
  readonly shoppers?: number
  /** A database of a PostgreSQL server; the embedded one without it. */
  readonly databaseUrl?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly nodeOptions?: readonly string[]
  /** How long every answer of the bank takes. */
  readonly bankLatencyMs?: number
}

export async function storeProcess(wanted: StoreWanted): Promise<StoreProcess> {
  const { storeDir = CORNER_SHOP, bankLatencyMs: latencyMs = BANK_LATENCY_MS } = wanted
  const home = await mkdtemp(join(tmpdir(), 'store-process-'))
  const dataDir = join(home, 'store')
  const store = await loadStoreFolder(storeDir)
  const people = await enrolled(dataDir, store.layout.id, wanted)
  const bank = await createSandboxBank({ dir: join(home, 'bank'), latencyMs }).listen(0)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const entries: LogEntry[] = []
  let server: ChildProcess

  async function start(): Promise<void> {
    server = spawn(
      process.execPath,
      [...(wanted.nodeOptions ?? []), '--import', 'tsx', join(ROOT, 'apps/store-server/src/main.ts')],
      {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env['PATH'],
          PORT: String(port),
          PUBLIC_ORIGIN: url,
          STORE_DIR: storeDir,
          DATA_DIR: dataDir,
          BANK_URL: bank.url,
          DEMO: '1',
          ...(wanted.databaseUrl !== undefined && { DATABASE_URL: wanted.databaseUrl }),
          ...wanted.environment,
        },
      },
    )
    createInterface(server.stdout!).on('line', (line) => entries.push(...entryIn(line)))
    let trouble = ''
    server.stderr!.on('data', (text) => (trouble += String(text)))
    while (!(await isReady(url))) {
      if (server.exitCode !== null) throw new Error(`The server did not start: ${trouble}`)
      await sleep(20)
    }
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    const impatience = setTimeout(() => server.kill('SIGKILL'), ENDS_WITHIN_MS)
    await ended
    clearTimeout(impatience)
  }

  await start()
  return {
    url,
    bankUrl: bank.url,
    store,
    dataDir,
    ...people,
    entries,
    usage: (withinMs = 30_000) => usageOf(url, withinMs),
    kill: () => stop('SIGKILL'),
    start,
    stop: () => stop('SIGTERM'),
    async close() {
      await stop('SIGTERM')
      await bank.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Written before the server starts, as an operator would have done in the weeks before. */
async function enrolled(dataDir: string, storeId: string, { devices, shoppers = 0, databaseUrl }: StoreWanted) {
  const { passKeys, tokenKeys } = await loadSecrets({ dataDir, passKeys: undefined, tokenKeys: undefined })
  const database = await openDatabase({ dataDir, databaseUrl })
  const desk = deviceDesk({ book: prismaDevices(database.prisma), keys: tokenKeys, storeId })
  const book = prismaAccounts(database.prisma)
  const keys: Record<string, string> = {}
  for (const device of devices) keys[device.id] = (await desk.enrol(device, Date.now())).key
  const account = { passwordHash: 'none', paymentMethod: 'pm_card_visa', createdAtMs: Date.now() }
  const ids = Array.from({ length: shoppers }, (_, i) => `shopper-${String(i + 1).padStart(5, '0')}`)
  await book.add({ ...account, id: 'staff-1', email: 'staff@bench.test', displayName: 'Staff', role: 'staff' })
  for (const id of ids) await book.add({ ...account, id, email: `${id}@bench.test`, displayName: id, role: 'shopper' })
  await database.close()

  const passes = entryPasses({ keys: passKeys, storeId })
  const audience = `people/${storeId}` as const
  const tokens = bearerTokens({ keys: tokenKeys, audience, validMs: 12 * 3_600_000, claims: z.object({}) })
  const tokenOf = (id: string): string => tokens.sign(id, {}, Date.now()).token
  const foreign = bearerTokens({
    keys: tokenKeys,
    audience: 'device/another-store',
    validMs: 600_000,
    claims: z.object({ kind: z.string() }),
  })
  return {
    foreignDeviceToken: foreign.sign(devices[0]?.id ?? 'any', { kind: 'plates' }, Date.now()).token,
    keys,
    shoppers: ids,
    staffToken: tokenOf('staff-1'),
    tokenOf,
    pass: (shopper: string) => passes.issue({ shopper, party: 1 }, Date.now()).pass,
  }
}

const Entry = z.looseObject({
  level: z.number(),
  msg: z.string(),
  device: z.string().optional(),
  code: z.string().optional(),
})

function entryIn(line: string): LogEntry[] {
  try {
    return [Entry.parse(JSON.parse(line))]
  } catch {
    return []
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

async function usageOf(url: string, withinMs: number): Promise<Usage> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(withinMs) })).text()
  const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1])
  return {
    cpuMs: read('process_cpu_seconds_total') * 1_000,
    residentBytes: read('process_resident_memory_bytes'),
    heapBytes: read('nodejs_heap_size_used_bytes'),
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
