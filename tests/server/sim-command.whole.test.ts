import { ReceiptList } from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import { parseTruth, type TrueReceipt } from '@store/trace/truth.ts'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CORNER_SHOP, replay } from '../replay/command.ts'
import { bankEntries, unitsOf } from './live-visit.ts'
import { program, sim, type SimProcess } from './sim-process.ts'
import { storeProcess, type StoreProcess } from './store-process.ts'

/** A store's day at several times its speed, on a machine that has other things to do. */
const DAY = { timeout: 600_000 }
const SPEED = 8
const FAST = { CLOCK_SPEED: String(SPEED), CLOCK_BEHIND_MINUTES: '60', CAPACITY: '5' }

let dir = ''
const open: { store?: StoreProcess; sim?: SimProcess } = {}
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sim-command-'))
})
afterEach(async () => {
  await open.sim?.stop()
  await open.store?.close()
  delete open.sim
  delete open.store
  rmSync(dir, { recursive: true })
})

/** A store whose devices were enrolled as its operator would: with the command that the simulator prints. */
async function storeWithKeys(scenario = 'one-shopper', environment: Readonly<Record<string, string>> = FAST) {
  const store = (open.store = await storeProcess({ devices: [], environment }))
  await store.stop()
  const keys = join(dir, 'keys.json')
  const printed = (await sim(scenario, '--devices').ended).stdout
  const words = printed
    .trim()
    .split(/ -- | +/)
    .slice(3)
  const args = words.map((word) => (word === 'device-keys.json' ? keys : word))
  const device = await program('apps/store-server/src/device-cli.ts', args, {
    STORE_DIR: CORNER_SHOP,
    DATA_DIR: store.dataDir,
  }).ended
  expect(device).toMatchObject({ code: 0, stderr: '' })
  await store.start()
  return { store, keys }
}

/** The store has to open every door, however long it takes on this machine. */
const play = (store: StoreProcess, keys: string, ...args: readonly string[]): SimProcess =>
  (open.sim = sim(...args, '--server', store.url, '--keys', keys, '--fail-safe', '3600'))

const truthIn = (trace: string): readonly TrueReceipt[] => {
  const path = trace.replace(/\.jsonl(\.gz)?$/, '.truth.json')
  return parseTruth(readFileSync(path, 'utf8'), path).receipts
}

/** Of everybody who was in the store, once all are settled: by shopper, the earliest visit first. */
async function receiptsIn(store: StoreProcess, shoppers: readonly string[]): Promise<Map<string, readonly Visit[]>> {
  const of = async (shopper: string): Promise<readonly Visit[]> => {
    const headers = { authorization: `Bearer ${store.tokenOf(shopper)}` }
    const { receipts } = ReceiptList.parse(await (await fetch(`${store.url}/api/receipts`, { headers })).json())
    return receipts.toSorted((a, b) => a.enteredAt.localeCompare(b.enteredAt))
  }
  return new Map(await Promise.all([...new Set(shoppers)].map(async (one) => [one, await of(one)] as const)))
}

const ascending = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

const Replayed = z.object({
  traces: z.array(
    z.object({
      receipts: z.array(
        z.object({ shopper: z.string(), lines: z.array(z.object({ gtin: z.string(), quantity: z.number() })) }),
      ),
    }),
  ),
})

async function replayedReceipts(trace: string) {
  const { code, stdout, stderr } = await replay(trace, '--store', CORNER_SHOP, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return Replayed.parse(JSON.parse(stdout)).traces[0]!.receipts
}

describe('npm run sim against a server that runs', () => {
  test.each([
    ['one-shopper', []],
    ['two-at-one-shelf', []],
    ['tagged-goods', []],
    ['quiet-morning', ['--shoppers', '3']],
    // More than the store has places for: they wait at the gate, and come in as others leave.
    ['lunch-rush', ['--shoppers', '8']],
  ])('[LV22] %s: everyone is charged what the recording replays to', DAY, async (scenario, more) => {
    const { store, keys } = await storeWithKeys(scenario)
    const trace = join(dir, 'day.jsonl.gz')
    const args = [scenario, '--seed', '5', '--speed', String(SPEED), '--record', trace, ...more]
    const said = await play(store, keys, ...args).ended
    expect(said).toMatchObject({ code: 0, stderr: '' })
    expect(said.stdout).toMatch(/ 0 doors by fail-safe; .* 0 dropped/)

    const truth = truthIn(trace)
    const charged = await receiptsIn(
      store,
      truth.map(({ shopper }) => shopper),
    )
    const replays = await replayedReceipts(trace)
    for (const [shopper, visits] of charged) {
      const ours = visits.map(({ lines }) => unitsOf(lines))
      expect({
        shopper,
        receipts: replays.filter((one) => one.shopper === shopper).map((one) => unitsOf(one.lines)),
      }).toEqual({ shopper, receipts: ours })
      for (const { payment } of visits) expect(['charged', 'nothing-to-pay', 'review']).toContain(payment)
    }
    expect([...charged.values()].flat()).toHaveLength(truth.length)

    const captured = (await bankEntries(store)).flatMap((entry) =>
      entry.kind === 'captured' ? [entry.amountMinor] : [],
    )
    const owed = [...charged.values()].flat().map(({ total }) => total.amountMinor)
    expect(ascending(captured)).toEqual(ascending(owed.filter((minor) => minor > 0)))
    expect(said.stdout.includes('(store-full)'), 'the store was full').toBe(scenario === 'lunch-rush')
  })

  test(
    '[LV22] a server that is killed twice in mid-run: nothing is lost, and the receipts are what was carried out',
    DAY,
    async () => {
      const { store, keys } = await storeWithKeys('one-shopper', { CAPACITY: '5' })
      const trace = join(dir, 'day.jsonl')
      const day = play(store, keys, 'one-shopper', '--seed', '7', '--record', trace)
      for (const sign of ['comes in', 'is in the vestibule']) {
        await expect.poll(() => day.stdout, { timeout: 240_000, interval: 200 }).toContain(sign)
        await sleep(sign === 'comes in' ? 8_000 : 0)
        await store.kill()
        await sleep(1_500)
        await store.start()
      }
      const said = await day.ended
      expect(said.code).toBe(0)
      expect(said.stdout).toMatch(/ 0 doors by fail-safe; (\d+) messages, \1 acknowledged, .* 0 dropped/)
      expect(said.stdout.match(/^tracker: the connection was lost/gm)?.length).toBeGreaterThanOrEqual(2)

      const truth = truthIn(trace)
      const charged = await receiptsIn(
        store,
        truth.map(({ shopper }) => shopper),
      )
      expect([...charged].map(([shopper, visits]) => [shopper, visits.map(({ lines }) => unitsOf(lines))])).toEqual(
        truth.map(({ shopper, lines }) => [shopper, [unitsOf(lines)]]),
      )
      const replays = await replayedReceipts(trace)
      expect(replays.map(({ shopper, lines }) => [shopper, unitsOf(lines)])).toEqual(
        truth.map(({ shopper, lines }) => [shopper, unitsOf(lines)]),
      )
    },
  )

  test('[LV21] a server whose clock is not as fast as asked is named, with how to start one', DAY, async () => {
    const { store, keys } = await storeWithKeys('one-shopper', {})
    const said = await play(store, keys, 'one-shopper', '--speed', '5').ended
    expect(said.code).toBe(2)
    expect(said.stderr).toContain('runs at 1 times real speed, not at 5')
    expect(said.stderr).toContain('CLOCK_SPEED=5')
  })

  test('[LV20] where no server is, and where the keys are of another store, that is said', DAY, async () => {
    const { store, keys } = await storeWithKeys('one-shopper', {})
    const wrong = join(dir, 'wrong.json')
    writeFileSync(wrong, readFileSync(keys, 'utf8').replaceAll(/: ".{8}/g, ': "xxxxxxxx'))
    const [refused, alone] = await Promise.all([
      play(store, wrong, 'one-shopper').ended,
      sim('one-shopper', '--keys', keys, '--server', 'http://127.0.0.1:9').ended,
    ])
    expect([refused.code, alone.code]).toEqual([2, 2])
    expect(refused.stderr).toMatch(/not enrolled here with that key/)
    expect(alone.stderr).toMatch(/http:\/\/127.0.0.1:9 cannot be reached/)
  })
})

describe('[LV20] a command line that cannot be meant', () => {
  test.each([
    [['one-shopper', '--keys', 'not-there.json'], 'not-there.json'],
    [['one-shopper', '--speed', '1.5'], '--speed 1.5'],
    [['one-shopper', '--store', 'nowhere'], 'nowhere'],
    [['--record', '/nowhere/day.jsonl'], '/nowhere'],
  ])('%j ends with code 2 and a sentence, and no stack', async (args, named) => {
    writeFileSync(join(dir, 'keys.json'), '{}')
    const keys = args.includes('--keys') ? [] : ['--keys', join(dir, 'keys.json')]
    const said = await sim(...args, ...keys).ended
    expect(said.code).toBe(2)
    expect(said.stderr).toContain(named)
    expect(said.stderr).not.toMatch(/^ +at /m)
  })
})
