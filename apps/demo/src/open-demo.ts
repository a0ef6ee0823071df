import { guestDoor } from './guest-door.ts'
import { receiptText } from './receipt-text.ts'
import { liveScenarios } from '@store/firmware-sim/live/live-scenarios.ts'
import { startLive, type LiveProgress } from '@store/firmware-sim/live/run-live.ts'
import { assert } from '@store/kernel/assert.ts'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { createSandboxBank } from '@store/sandbox-bank/bank.ts'
import { readConfig } from '@store/store-server/config.ts'
import { realEffects } from '@store/store-server/effects.ts'
import { keptClock } from '@store/store-server/kept-clock.ts'
import { createLogger } from '@store/store-server/logging.ts'
import { startServer, type RunningServer } from '@store/store-server/start.ts'
import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildApps } from './build-apps.ts'
import { freePort } from './free-port.ts'
import { pace } from './pace.ts'

export interface DemoOptions {
  /** Everything that stays: the database, the frame log, the bank's books. */
  readonly dataDir: string
  /** Another one is taken when this is in use. */
  readonly port: number
  readonly seed: number
  readonly say: (sentence: string) => void
  /** After so long, somebody who was not seen to leave is taken to have left. Whole minutes. */
  readonly longestVisitMinutes?: number
  /** How often whoever comes in with a phone of their own reaches into a shelf; three times without it. */
  readonly guestPicks?: number
}

export interface Demo {
  readonly server: RunningServer
  readonly bankUrl: string
  close(): Promise<void>
}

const STORE = join(import.meta.dirname, '../../../firmware-sim/stores/corner-shop')
/** As long as a bank on the other side of the town. */
const BANK_LATENCY_MS = 50
/**
 * The shop opens this long before now, and what happened since is lived through first, for nobody wants to wait for the
 * first receipt. One round of people is in the shop within these minutes. [DM5]
 */
const OPENED_BEFORE_MS = 150_000

/** Whoever was inside when the demo was last stopped is not there any more, and nobody saw them leave. */
const LONGEST_VISIT_MINUTES = 8

/** Bank, server, apps, devices and shoppers of the corner shop, all on this machine; answers once the first may come. */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const { dataDir, port, seed, say, longestVisitMinutes = LONGEST_VISIT_MINUTES } = options
  const lived = [join(dataDir, 'store/log'), join(dataDir, 'bank')]
  const hadPhones = lived.some((folder) => existsSync(folder))
  const clock = await keptClock(realEffects, { dir: dataDir, lived }, OPENED_BEFORE_MS)
  const { now, after } = clock
  const own = await freePort(port)
  say('Opening the corner shop: a few seconds, some more the first time.')
  const secret = `whsec_${randomBytes(24).toString('base64url')}`
  const bank = await createSandboxBank({
    dir: join(dataDir, 'bank'),
    latencyMs: BANK_LATENCY_MS,
    now,
    after,
    webhooks: [{ url: `http://127.0.0.1:${own}/api/bank/notices`, secret }],
  }).listen(0)
  const environment = {
    PORT: String(own),
    PUBLIC_ORIGIN: `http://localhost:${own}`,
    STORE_DIR: STORE,
    DATA_DIR: join(dataDir, 'store'),
    BANK_URL: bank.url,
    BANK_WEBHOOK_SECRET: secret,
    LONGEST_VISIT_MINUTES: String(longestVisitMinutes),
    DEMO: '1',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    DATABASE_URL: process.env['DATABASE_URL'],
  }
  const config = readConfig(environment)
  const guests = guestDoor()
  const tempo = pace((speed) => clock.hurry(speed), realEffects.after, { hadPhones })
  const phonesOpen = (count: number): void => tempo.phonesOpen(count)
  const [server] = await Promise.all([
    startServer(config, clock, createLogger(config.logLevel), { holdPhone: guests.hold, phonesOpen }),
    buildApps(),
  ])

  const stopping = new AbortController()
  const { layout, catalog, planogram } = await loadStoreFolder(STORE)
  const scenario = liveScenarios.find(({ name }) => name === 'calm-afternoon')
  assert(scenario, 'the simulator has no calm afternoon')
  const opening = new EventEmitter()
  const ready = once(opening, 'ready')
  const live = startLive({
    store: { layout, products: catalog.products, facings: planogram.facings },
    scenario,
    seed,
    speed: 1,
    serverUrl: `http://127.0.0.1:${own}`,
    enrol: async ({ id, kind }) => (await server.devices.enrol({ id, kind, renew: true }, now())).key,
    now,
    schedule: (run, afterMs) => after(afterMs, run),
    signal: stopping.signal,
    onProgress: (progress) => {
      if (progress.what === 'ready') opening.emit('ready')
      else tell(progress, say)
    },
  })
  guests.goTo((pass) => live.visit(pass, options.guestPicks))
  await Promise.race([ready, live.report])
  server.engine.onEvent((event) => {
    if (event.type !== 'visit-changed' || event.isReplay) return
    if (event.visit.status === 'sealed' && event.was !== 'sealed')
      say(receiptText(event.visit, catalog, layout.currency))
  })
  tempo.open()
  say(welcome(`http://localhost:${own}`, bank.url, server))

  return {
    server,
    bankUrl: bank.url,
    async close() {
      stopping.abort()
      await live.report.catch(() => undefined)
      await server.drain.drain('the demo ends')
      await bank.close()
      tempo.close()
      clock.close()
    },
  }
}

function tell(progress: Exclude<LiveProgress, { what: 'ready' }>, say: (sentence: string) => void): void {
  switch (progress.what) {
    case 'trouble':
      return say(progress.sentence)
    case 'carried-out': {
      const units = progress.lines.reduce((sum, { quantity }) => sum + quantity, 0)
      return say(
        `${progress.party} walked out with ${units === 0 ? 'nothing' : units === 1 ? 'one thing' : `${units} things`}.`,
      )
    }
    case 'party':
      return
  }
}

function welcome(url: string, bankUrl: string, { firstSignIns }: RunningServer): string {
  const signInOf = (role: 'shopper' | 'staff'): string => {
    const one = firstSignIns.find((candidate) => candidate.role === role)
    return one ? `${one.email}  ${one.password}` : ''
  }
  return [
    '',
    'The corner shop is open. Its people and sensors are simulated; everything else is real.',
    '',
    `  Phone   ${url}/shopper/   ${signInOf('shopper')}`,
    `  Staff   ${url}/floor/     ${signInOf('staff')}`,
    `  API     ${url}/api/docs`,
    `  Bank    ${bankUrl}/sandbox/books`,
    '',
    'Try this: sign in on the phone page and press "Hold the phone to the gate". A simulated you walks in, takes a few',
    'things and leaves; watch the basket fill and the receipt come. On the staff page you are one of the dots.',
    '',
    "Ctrl-C closes the shop. Started again, yesterday's receipts are still there.",
    '',
  ].join('\n')
}
