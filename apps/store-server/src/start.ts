import type { PassVerdict } from '@store/contract/device.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { hostname } from 'node:os'
import { join, resolve as absolute } from 'node:path'
import type { Logger } from 'pino'
import type { Namespace } from 'socket.io'
import { openDatabase, type Database } from './adapters/database.ts'
import { lockInstance, type InstanceLock } from './adapters/embedded/instance-lock.ts'
import { holdLease, type HeldLease } from './adapters/hold-lease.ts'
import { prismaAccounts } from './adapters/prisma-accounts.ts'
import { prismaDevices } from './adapters/prisma-devices.ts'
import { prismaPasses } from './adapters/prisma-passes.ts'
import { prismaReceipts, receiptLines, sealedVisits } from './adapters/prisma-receipts.ts'
import { receiptWriter } from './adapters/receipt-writer.ts'
import { accountDesk } from './commands/accounts.ts'
import { deviceDesk, type DeviceDesk } from './commands/devices.ts'
import { entryPasses } from './commands/entry-pass.ts'
import { demoAccounts, firstStaff, type FirstSignIn } from './commands/first-accounts.ts'
import { gateDesk, refusalSentences } from './commands/gate-desk.ts'
import { passwords } from './commands/password.ts'
import type { Config } from './config.ts'
import type { Effects } from './effects.ts'
import { createApp } from './http/app.ts'
import { drainOf, type Drain } from './http/drain.ts'
import { listening } from './http/listening.ts'
import { createMetrics } from './http/metrics.ts'
import { demoLimits, houseLimits } from './http/rate-limits.ts'
import { exitDesk, type ExitDesk } from './pipeline/exit-desk.ts'
import { openFrameLog } from './pipeline/frame-log.ts'
import { openStoreEngine, pipelinePolicy, type StoreEngine } from './pipeline/store-engine.ts'
import type { StoreEvent } from './pipeline/store-event.ts'
import { articleSearch } from './projections/article-search.ts'
import { chargeQueue } from './projections/charge-queue.ts'
import { floorDispute } from './projections/dispute-view.ts'
import { floorView } from './projections/floor-view.ts'
import { storeFindings } from './projections/store-findings.ts'
import { visitBoard } from './projections/visit-board.ts'
import { deviceGateway, type DeviceGateway } from './realtime/device-gateway.ts'
import { floorGateway } from './realtime/floor-gateway.ts'
import { shopperGateway, type ShopperGateway } from './realtime/shopper-gateway.ts'
import { hangingUp } from './realtime/hang-up.ts'
import { openSocketServer } from './realtime/socket-server.ts'
import { loadSecrets } from './secrets.ts'
import { openDisputes } from './open-disputes.ts'
import { openMoney } from './open-money.ts'
import type { ChargeDesk } from './workers/charging-worker.ts'
import { REBUILT_OTHERWISE, receiptFirst } from './workers/receipt-first.ts'
import { settlementOf } from './workers/payment.ts'

export interface RunningServer {
  readonly url: string
  readonly port: number
  readonly devices: DeviceDesk
  readonly engine: StoreEngine
  /** To be told once, to whoever started the server. */
  readonly firstSignIns: readonly FirstSignIn[]
  readonly drain: Drain
}

/** What a real store does not have. */
export interface Extras {
  readonly holdPhone?: (pass: string) => Promise<PassVerdict>
  /** How many phone pages are open just now, whenever that changes. */
  readonly phonesOpen?: (count: number) => void
  /** The server has ended by itself: another one runs the store. */
  readonly ended?: () => void
}

const DRAIN_WITHIN_MS = 10_000
const TICK_MS = 250
const HOUSEKEEPING_MS = 60_000
/** What is kept of the log is counted in hours and days. */
const TIDY_LOG_MS = 3_600_000
const APPS = join(import.meta.dirname, '../..')

/**
 * Puts the store together and opens it: database, frame log, engine, money, gates and screens. Nothing here decides
 * anything; each part is told what it may use, and what it hears of.
 */
export async function startServer(
  config: Config,
  effects: Effects,
  log: Logger,
  extras: Extras = {},
): Promise<RunningServer> {
  const store = await loadStoreFolder(config.storeDir)
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    // While the server closes, the embedded database ends connections that are still in the pool.
    onConnectionLost: (error) => isClosing() || log.warn({ err: error }, 'a connection to the database broke'),
  })
  const closing: { drain?: Drain } = {}
  const isClosing = (): boolean => closing.drain?.isDraining ?? false
  let folder: InstanceLock | undefined
  let lease: HeldLease | undefined
  try {
    // With a PostgreSQL server of one's own, nothing else keeps two servers from writing one frame log.
    folder = lockFolder(config.dataDir)
    lease = await holdLease({
      prisma: database.prisma,
      storeId: store.layout.id,
      holder: `${hostname()}:${absolute(config.dataDir)}`,
      every: effects.every,
      lost(error) {
        log.fatal({ err: error }, 'another server has taken over this store; this one ends')
        void closing.drain?.drain('the lease is lost').then(() => extras.ended?.())
      },
      troubled: (error) => log.error({ err: error }, 'the lease could not be renewed'),
    })
    const fenced = { ...database, events: database.events.under(lease) }
    const running = await opened(config, effects, log, extras, { store, database: fenced, lease, folder })
    closing.drain = running.drain
    return running
  } catch (error) {
    await lease?.end().catch(() => undefined)
    folder?.release()
    await database.close()
    throw error
  }
}

/** What no other process has while this one has it. */
interface Held {
  readonly store: Awaited<ReturnType<typeof loadStoreFolder>>
  readonly database: Database
  readonly lease: HeldLease
  readonly folder: InstanceLock
}

function lockFolder(dataDir: string): InstanceLock {
  mkdirSync(dataDir, { recursive: true })
  return lockInstance(absolute(dataDir), join(absolute(dataDir), 'server.lock'))
}

async function opened(
  config: Config,
  effects: Effects,
  log: Logger,
  extras: Extras,
  { store, database, lease, folder }: Held,
): Promise<RunningServer> {
  const { now, after, every } = effects
  const { layout, catalog } = store
  const storeId = layout.id
  const { prisma } = database
  const secrets = await loadSecrets(config)

  const book = prismaAccounts(prisma)
  const cash = await openMoney(config, effects, log, layout, database, book)
  const { charges, inbox, money, cards, days, strays, debts, watch } = cash

  const accounts = accountDesk({ book, keys: secrets.tokenKeys, storeId, passwords: passwords() })
  const devices = deviceDesk({ book: prismaDevices(prisma), keys: secrets.tokenKeys, storeId })
  const passes = entryPasses({ keys: secrets.passKeys, storeId })
  const used = prismaPasses(prisma)
  const metrics = createMetrics()
  const firstSignIns = await signIns(config, { accounts, book }, secrets.demoPasswords, now())

  const board = visitBoard({ layout, catalog, now })
  const floor = floorView(store)
  const receipts = receiptWriter(prisma, lease)
  // While the store is rebuilt its visits end once more, and their money is not known yet: what is stored stays.
  let isCaughtUp = false
  const {
    store: keep,
    settle,
    written,
  } = receiptFirst({
    settle: (visitId, amountMinor, lines) => charges.settle(visitId, amountMinor, lines),
    receiptLines: receiptLines(prisma),
    after,
    failed: (visitId, error, isTriedAgain) =>
      isTriedAgain
        ? log.warn({ visitId, err: error }, 'a receipt could not be stored; it is tried again')
        : log.error({ visitId, err: error }, 'a receipt could not be stored'),
    differs: (visitId, receiptMinor, believedMinor) =>
      log.error({ visitId, receiptMinor, believedMinor }, REBUILT_OTHERWISE),
  })
  board.onEnded((visit, shopper) => {
    if (visit.status === 'sealed' && isCaughtUp) void keep(visit.id, () => receipts.write(visit, shopper))
  })

  // The exit orders doors through a gateway that comes to be only after the engine it listens to.
  const gateways: DeviceGateway[] = []
  const exit: ExitDesk = exitDesk({
    layout,
    catalog,
    settle,
    review: (visitId, about) => charges.review(visitId, about),
    order: (door) => gateways.forEach((gateway) => gateway.order(door)),
    paid(visitId, payment) {
      board.paid(visitId, payment)
      floor.paid(visitId, payment)
    },
    now,
    after,
    log,
  })
  const receiptOf = async (visitId: string) => (await sealedVisits(prisma, storeId).one(visitId))?.visit
  const queue = chargeQueue({
    open: () => money.open(),
    receiptOf,
    tell: (waiting) => floor.charges(waiting),
    failed: (error) => log.error({ err: error }, 'what waits for staff could not be told'),
  })
  charges.onPayment((visitId, payment, settlement) => {
    exit.learnt(visitId, payment)
    queue.heard(visitId, payment)
    board.settled(visitId, settlement)
    // Refunds and late payments concern visits that no screen shows any more.
    void keep(visitId, () => receipts.paid(visitId, payment))
  })

  const frames = await openFrameLog({
    dir: join(config.dataDir, 'log'),
    storeId,
    now,
    mended: (path, cutBytes) => log.warn({ path, cutBytes }, 'the log ended in the middle of a line, which is cut off'),
  })
  const findings = storeFindings(catalog)
  const engine = await openStoreEngine({
    store,
    log: frames,
    now,
    policy: { ...pipelinePolicy, visits: { ...pipelinePolicy.visits, longestMs: config.longestVisitMs } },
    isSettled: (visitId) => exit.isSettled(visitId),
    listeners: [
      (event) => (isCaughtUp ||= event.type === 'caught-up'),
      ...[board, floor, exit, findings].map((one) => (event: StoreEvent) => one.hear(event)),
    ],
    troubled: (error) => log.error({ err: error }, 'what follows from an event failed; the store goes on'),
  })

  let phones: ShopperGateway | undefined
  const gates = gateDesk({
    entryGates: new Set(layout.gates.filter(({ kind }) => kind === 'entry').map(({ id }) => id)),
    passes,
    used,
    accounts: book,
    visits: engine.visits,
    holds: charges,
    debts,
    policy: { capacity: config.capacity, currency: layout.currency },
    log,
    decided(outcome, shopper) {
      metrics.gateDecision(outcome)
      if (outcome !== 'open' && shopper !== undefined)
        phones?.refused(shopper, { reason: outcome, message: refusalSentences[outcome] })
    },
  })

  const disputes = openDisputes(database, effects, log, {
    storeId,
    catalog,
    charges,
    engine,
    onChange: (account, changed) => phones?.disputed(account, changed),
    onQueue: (waiting) => floor.disputes(waiting.map(floorDispute)),
  })

  const server = createServer()
  let drain: Drain | undefined
  const io = openSocketServer(server, { origins: [config.publicOrigin] })
  const hangUp = hangingUp(server, io, after)
  const identify = async (token: string, nowMs: number) => accounts.identify(token, nowMs)
  const door = { io, identify, now, log }
  const gateway = deviceGateway({
    io,
    engine,
    admit: (token, nowMs) => devices.admit(token, nowMs),
    scan: (gate, pass, nowMs) => gates.scan(gate, pass, nowMs),
    now,
    clockSpeed: effects.clockSpeed,
    every,
    log,
  })
  gateways.push(gateway)
  phones = shopperGateway(door, board)
  if (extras.phonesOpen) countPhones(io.of('/shopper'), extras.phonesOpen)
  floorGateway({ ...door, after }, storeId, floor)

  server.on(
    'request',
    createApp({
      accounts,
      passes,
      devices,
      receipts: prismaReceipts(prisma),
      payments: { money, days, strays, receiptOf, cards },
      disputing: { disputes: disputes.desk, articles: articleSearch(catalog) },
      inbox,
      exportTrace: (range) => engine.exportTrace(range),
      now,
      monotonicMs: effects.monotonicMs,
      publicOrigin: config.publicOrigin,
      trustProxy: config.trustProxy,
      limits: config.demo ? demoLimits : houseLimits,
      shopperDist: join(APPS, 'shopper/dist'),
      floorDist: join(APPS, 'floor/dist'),
      log,
      metrics,
      metricsToken: config.metricsToken,
      isDraining: () => drain?.isDraining ?? false,
      ready: () => checks(database, engine),
      ...extras,
    }),
  )

  const stops = [
    every(TICK_MS, () => {
      engine.tick()
      floor.devices(engine.health())
      floor.findings(findings.with(engine.silentPlates()))
      floor.tidy(now())
    }),
    every(HOUSEKEEPING_MS, () => {
      used.forget(now()).catch((error: unknown) => log.warn({ err: error }, 'used passes could not be tidied'))
    }),
    // What changes its reason, but not its state, is told so late at most.
    every(HOUSEKEEPING_MS, () => queue.refresh()),
  ]
  const tidyLog = (): void => {
    engine
      .tidy()
      .then((tidied) => tidied.freedBytes + tidied.thinnedBytes > 0 && log.info(tidied, 'the frame log was tidied'))
      .catch((error: unknown) => log.error({ err: error }, 'the frame log could not be tidied'))
  }
  stops.push(every(TIDY_LOG_MS, tidyLog))
  // What an earlier life took and gave back; whatever changes from here on is told as it changes.
  const ended = engine.current().visits.filter(({ status }) => status === 'sealed')
  await Promise.all(ended.map(async ({ id }) => board.settled(id, settlementOf(await charges.load(id)))))
  await settleWhatWasLeft(charges, engine)
  stops.push(watch(), disputes.watch())
  queue.refresh()

  await listening(server, config)
  tidyLog()
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const steps = [
    { name: 'timers', run: async () => stops.forEach((stop) => stop()) },
    {
      name: 'sockets',
      run: async () => {
        gateway.close()
        phones?.close()
        await hangUp()
      },
    },
    { name: 'exit', run: async () => exit.close() },
    { name: 'disputes', run: () => disputes.desk.close() },
    { name: 'charges', run: () => charges.close() },
    { name: 'engine', run: () => engine.close() },
    { name: 'receipts', run: written },
    { name: 'lease', run: () => lease.end() },
    { name: 'database', run: () => database.close() },
    { name: 'folder', run: async () => folder.release() },
  ]
  drain = drainOf({ server, steps, deadlineMs: DRAIN_WITHIN_MS, log })
  return {
    url: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`,
    port,
    devices,
    engine,
    firstSignIns,
    drain,
  }
}

async function signIns(
  config: Config,
  deps: Parameters<typeof firstStaff>[0],
  demo: Parameters<typeof demoAccounts>[1],
  nowMs: number,
): Promise<readonly FirstSignIn[]> {
  const staff = config.staffEmail === undefined ? undefined : await firstStaff(deps, config.staffEmail, nowMs)
  const shown = config.demo ? await demoAccounts(deps.accounts, demo, nowMs) : []
  return [...(staff ? [staff] : []), ...shown]
}

function countPhones(phones: Namespace, tell: (count: number) => void): void {
  phones.on('connection', (phone) => {
    tell(phones.sockets.size)
    phone.on('disconnect', () => tell(phones.sockets.size))
  })
}

/** After a crash: what the bank was asked and did not answer, and holds for visits that are no more. */
async function settleWhatWasLeft(charges: ChargeDesk, engine: StoreEngine): Promise<void> {
  await charges.resume()
  const open = new Set(
    engine
      .current()
      .visits.filter(({ status }) => status !== 'turned-back')
      .map(({ id }) => id),
  )
  for (const sessionId of await charges.held()) if (!open.has(sessionId)) await charges.release(sessionId)
}

async function checks(database: Database, engine: StoreEngine) {
  const isThere = await database.prisma.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
  return [
    { name: 'database', isWell: isThere },
    {
      name: 'frame log',
      isWell: engine.failure === undefined,
      ...(engine.failure && { says: engine.failure.message }),
    },
  ]
}
