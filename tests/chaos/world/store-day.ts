/** One day of a store in virtual time, with everything that can go wrong; what it left behind is what invariants look at. */
import type { Charge } from '@store/charging/charge-state.ts'
import type { ChargeEvent } from '@store/charging/events.ts'
import { type Prng, prng } from '@store/kernel/prng.ts'
import { parseKeyRing } from '@store/store-server/keys.ts'
import { entryPasses } from '@store/store-server/commands/entry-pass.ts'
import type { StoreFolder } from '@store/planogram/store-folder.ts'
import { bankNextDoor, type BankNextDoor, type BankWeather } from './bank-next-door.ts'
import { type Books, booksOf } from './books.ts'
import { type DeviceLink, deviceLink, type LinkWeather } from './device-link.ts'
import { durable } from './durable.ts'
import { people } from './people.ts'
import { type Seams, type Server, startServer } from './server.ts'
import { serverRun, type ServerRun } from './server-run.ts'
import type { StoreMachine } from './store-machine.ts'
import { afterwards } from './afterwards.ts'
import { virtualTime } from './virtual-time.ts'

export interface DayPlan {
  readonly seed: number
  readonly store: StoreFolder
  readonly seams?: Seams
}

export interface DayOutcome {
  readonly books: Books
  /** Hours for which the store was open. */
  readonly hours: number
  /** How often each thing happened that the day is about: a day on which nothing went wrong has shown nothing. */
  readonly seen: Readonly<Record<string, number>>
}

export const OPEN_HOURS = 10
const HOUR_MS = 3_600_000
const EPOCH_MS = Date.UTC(2026, 0, 5, 8)
/** After closing, when every fault has stopped: longer than the longest deadline of a visit, and the bank's longest pause. */
const CALM_MS = 2 * HOUR_MS
const SHELVES = 3

export async function playDay({ seed, store, seams = {} }: DayPlan): Promise<DayOutcome> {
  const of = (label: string): Prng => prng(seed, label)
  const time = virtualTime(EPOCH_MS)
  const kept = durable()
  const weatherOf = of('weather')
  const bankWeather = foulBank(weatherOf)
  const linkWeather = foulLinks(weatherOf)
  const entryGate = store.layout.gates.find(({ kind }) => kind === 'entry')!.id
  const exitGate = store.layout.gates.find(({ kind }) => kind === 'exit')!.id
  const gtins = store.catalog.products.slice(0, 12).map(({ gtin }) => gtin)
  const stock = new Map(gtins.map((gtin) => [gtin, 5_000]))
  const tally = { crashes: 0, crashesInRecovery: 0, takeovers: 0, outages: 0, partitions: 0, reboots: 0, doors: 0 }
  let server: Server | undefined
  let isOpened = false
  let epoch = 0
  let isFoul = true
  /** They come when something is going on: where nobody is inside, it matters not who writes. */
  let takeoversDue = 0
  const firstLines: string[] = []
  const earlyAcks: string[] = []
  const declared = new Set<string>()
  const inLog = (): Set<string> =>
    new Set(kept.lines.map(({ device, boot, bootSeq }) => `${device} ${boot} ${bootSeq}`))

  const bank: BankNextDoor = bankNextDoor({
    time,
    random: of('bank'),
    weather: bankWeather,
    async tell(payload, signature) {
      const to = server
      if (!to) return false
      return to.inbox.receive(payload, signature).then(
        () => to === server,
        () => false,
      )
    },
  })

  const skew = of('skew')
  const linked = (name: string): DeviceLink =>
    deviceLink({
      name,
      time,
      random: of(`link/${name}`),
      skewMs: skew.chance(0.1) ? skew.between(-3_000, 3_000) : skew.between(-300, 300),
      weather: linkWeather,
      acknowledged(device, boot, upTo) {
        const from = links.find((one) => one.name === device)?.acked.get(boot) ?? 0
        const durableNow = ackable(device, boot)
        for (let n = from + 1; n <= upTo; n++) if (!durableNow(n)) earlyAcks.push(`${device} ${boot} ${n}`)
      },
    })
  const links: readonly DeviceLink[] = [
    linked(entryGate),
    linked(exitGate),
    ...Array.from({ length: SHELVES }, (_, i) => linked(`shelf-${i + 1}`)),
  ]
  const logged = new Map<string, Set<number>>()
  let readLines = 0

  /** What is in the log of this device's boot, or was declared lost. */
  function ackable(device: string, boot: string): (n: number) => boolean {
    for (; readLines < kept.lines.length; readLines++) {
      const { device: spoke, boot: name, bootSeq } = kept.lines[readLines]!
      const key = `${spoke} ${name}`
      const numbers = logged.get(key) ?? new Set()
      logged.set(key, numbers.add(bootSeq))
    }
    const numbers = logged.get(`${device} ${boot}`)
    return (n) => numbers?.has(n) === true || declared.has(`${device} ${boot} ${n}`)
  }

  const gone = new Map<string, number>()
  const passKeys = parseKeyRing('PASS_KEYS', `c1:${'c'.repeat(64)}`)
  const jti = of('passes')
  const passes = entryPasses({
    keys: passKeys,
    storeId: store.layout.id,
    random: (bytes) => Buffer.from(Array.from({ length: bytes }, () => jti.integer(0, 255))),
  })
  const crowd = people({
    time,
    random: of('people'),
    passes,
    gates: () => (isOpened ? server?.gates : undefined),
    entry: links[0]!,
    exit: links[1]!,
    shelves: links.slice(2),
    gtins,
    gone,
    entryGate,
    exitGate,
    opened() {
      if (takeoversDue > 0) time.schedule(deaths.between(0, 3_000), takeOver)
      takeoversDue = 0
    },
  })

  const deaths = of('deaths')
  function start(): void {
    const own = ++epoch
    kept.epoch = own
    firstLines.push(JSON.stringify(kept.charges.entries))
    const fuse = !isFoul ? Infinity : deaths.chance(0.15) ? deaths.integer(1, 12) : deaths.integer(60, 1_600)
    let isBegun = false
    const run: ServerRun = serverRun({
      epoch: own,
      time,
      random: of(`run/${own}`),
      fuse,
      diskMs: () => deaths.between(1, 12),
      died() {
        tally.crashes++
        if (!isBegun) tally.crashesInRecovery++
        if (kept.epoch === own) stopped()
      },
    })
    const begun = startServer({
      run,
      kept,
      store,
      bank: bank.bank,
      passes,
      now: time.now,
      seams,
      machine: {
        startedMs: EPOCH_MS,
        devices: links.map(({ name }) => name),
        stock,
        passAtGate: (shopper) => crowd.passAtGate(shopper),
        declared(device, boot, upTo) {
          const isIn = ackable(device, boot)
          for (let n = upTo; n >= 1 && !declared.has(`${device} ${boot} ${n}`); n--)
            if (!isIn(n)) declared.add(`${device} ${boot} ${n}`)
        },
      },
      opensDoor: () => tally.doors++,
    })
    server = begun
    current = run
    begun.opened.then(
      () => {
        if (!run.isAlive || kept.epoch !== own) return
        isBegun = true
        isOpened = true
        for (const link of links) link.connect(begun.machine)
        tick(run, begun.machine)
      },
      () => undefined,
    )
  }
  let current: ServerRun | undefined

  function stopped(): void {
    server = undefined
    isOpened = false
    for (const link of links) link.disconnect()
    time.schedule(isFoul ? deaths.between(2_000, 45_000) : 2_000, start)
  }

  /** Another takes over while this one only thinks that it runs the store; some time later it ends. */
  function takeOver(): void {
    const old = current
    if (!isFoul || !old?.isAlive || kept.epoch !== old.epoch) return
    tally.takeovers++
    kept.epoch = -1
    stopped()
    time.schedule(120_000, () => old.kill())
  }

  function tick(run: ServerRun, machine: StoreMachine): void {
    machine.look()
    const isBusy = machine.core.isWaiting
    if (isBusy) for (const link of links) link.beat()
    run.schedule(isBusy ? 1_000 : 10_000, () => tick(run, machine))
  }

  const script = of('script')
  const visitsPerHour = script.pick(VISITS_PER_HOUR)
  for (let atMs = 0; atMs < OPEN_HOURS * HOUR_MS; atMs += -Math.log(1 - script.unit()) * (HOUR_MS / visitsPerHour))
    time.schedule(atMs, () => crowd.arrive(`shopper-${script.integer(1, 60)}`))
  const trouble = of('trouble')
  const sometime = (task: () => void): void =>
    void time.schedule(trouble.between(0, OPEN_HOURS * HOUR_MS), () => isFoul && task())
  for (let n = trouble.integer(0, 6); n > 0; n--)
    sometime(() => {
      const link = trouble.pick(links)
      const to = server
      link.disconnect()
      tally.partitions++
      time.schedule(trouble.between(5_000, 180_000), () => isOpened && server === to && to && link.connect(to.machine))
    })
  for (let n = trouble.integer(0, 2); n > 0; n--)
    sometime(() => {
      trouble.pick(links).reboot()
      tally.reboots++
    })
  for (let n = trouble.integer(0, 2); n > 0; n--)
    sometime(() => {
      bank.isDown = true
      tally.outages++
      time.schedule(trouble.between(60_000, HOUR_MS), () => (bank.isDown = false))
    })
  for (let n = trouble.integer(0, 2); n > 0; n--) sometime(() => takeoversDue++)

  afterwards({
    time,
    random: of('afterwards'),
    kept,
    charges: () => (isOpened ? server?.charges : undefined),
    untilMs: EPOCH_MS + OPEN_HOURS * HOUR_MS,
  })
  start()
  await time.passUntil(EPOCH_MS + OPEN_HOURS * HOUR_MS)

  isFoul = false
  bank.isDown = false
  bank.weather = calmBank
  for (const link of links) link.weather = { loss: 0, repeat: 0, slow: 0, keeps: 100_000 }
  // Whoever still hangs on a fuse goes with the last fault.
  current?.kill()
  await time.passUntil(time.now() + CALM_MS)

  const books = await booksOf({
    kept,
    bank,
    store,
    startedMs: EPOCH_MS,
    endedMs: time.now(),
    devices: links,
    stock,
    gone,
    declared,
    earlyAcks,
    firstEntries: firstLines,
    cameIn: crowd.cameIn,
    live: server?.machine.core,
    inLog: inLog(),
    isUp: isOpened,
  })
  return {
    books,
    hours: OPEN_HOURS,
    seen: { ...tally, ...crowd.seen, ...decidedSeen(books), ...bank.seen, ...linksSeen(links) },
  }
}

/** Quiet days and busy ones. */
const VISITS_PER_HOUR = [2, 3, 10]

/** What became of money otherwise than at the exit. */
function decidedSeen({ charges }: Books): Record<string, number> {
  const having = (type: ChargeEvent['type'], is: (charge: Charge) => boolean = () => true): number =>
    [...charges.values()].filter(({ charge, events }) => is(charge) && events.some((event) => event.type === type))
      .length
  return {
    refundsGranted: having('RefundGranted'),
    refundsAskedAgain: having('RefundAskedAgain'),
    refundedInTheEnd: having('RefundAskedAgain', ({ status }) => status === 'refunded' || status === 'charged'),
    debtsWrittenOff: having('DebtWrittenOff'),
    reviewsRaised: having('ReviewRaised'),
    reviewsLapsed: having('ReviewLapsed'),
  }
}

function linksSeen(links: readonly DeviceLink[]): Record<string, number> {
  const sum = (count: (one: DeviceLink['seen']) => number) => links.reduce((all, { seen }) => all + count(seen), 0)
  return {
    batchesLost: sum(({ lost }) => lost),
    batchesRepeated: sum(({ repeated }) => repeated),
    batchesOvertaken: sum(({ overtaken }) => overtaken),
    messagesDropped: sum(({ dropped }) => dropped),
    messagesResent: sum(({ resent }) => resent),
  }
}

/** Some days are worse than others. */
export function foulBank(random: Prng): BankWeather {
  const worse = random.pick([0.3, 1, 1, 3])
  return {
    loss: 0.02 * worse,
    failure: 0.02 * worse,
    slow: 0.02 * worse,
    partial: 0.01,
    expired: 0.01,
    refused: 0.2,
    lookupLoss: 0.05 * worse,
    noticeLoss: 0.1,
    noticeAgain: 0.15,
    noticeForged: 0.02,
  }
}

export const calmBank: BankWeather = {
  loss: 0,
  failure: 0,
  slow: 0,
  partial: 0,
  expired: 0,
  refused: 0,
  lookupLoss: 0,
  noticeLoss: 0,
  noticeAgain: 0,
  noticeForged: 0,
}

function foulLinks(random: Prng): LinkWeather {
  const worse = random.pick([0.3, 1, 1, 3])
  return { loss: 0.02 * worse, repeat: 0.02 * worse, slow: 0.05 * worse, keeps: random.pick([2, 60, 400]) }
}
