import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTraceFile } from '@store/trace/open-trace.ts'
import { parseTruth } from '@store/trace/truth.ts'
import { BadLiveArguments, readLiveArguments } from '../src/live-arguments.ts'
import { deviceLink } from '../src/live/device-link.ts'
import { usualLink } from '../src/live/device-state.ts'
import { liveScenarios } from '../src/live/live-scenarios.ts'
import { DeviceKeyMissing, runLive, startLive, type LiveOptions, type LiveProgress } from '../src/live/run-live.ts'
import type { Schedule } from '../src/live/schedule.ts'
import { fakeStore, keyOf, type FakeStore } from './fake-store.ts'
import { cornerShop } from './shops.ts'

let store: FakeStore
let dir = ''

beforeEach(async () => {
  store = await fakeStore()
  dir = await mkdtemp(join(tmpdir(), 'live-'))
})
afterEach(async () => {
  await store.close()
  await rm(dir, { recursive: true })
})

describe('a simulated store against a server, over real sockets', () => {
  test('[LV1] cut off again and again, with acknowledgements lost: every message arrives once, in order', async () => {
    store.lostAckShare = 0.2
    store.cutsOffEvery = 400
    const report = await runLive({ ...usual('one-shopper'), linkPolicy: { ...usualLink, answerWithinMs: 300 } })
    for (const [device, counts] of Object.entries(report.devices)) {
      const seqs = store.heard.filter((one) => one.device === device).map(({ seq }) => seq)
      expect({ device, seqs }).toEqual({ device, seqs: Array.from({ length: counts.said }, (_, i) => i + 1) })
      expect({ device, ...counts }).toMatchObject({ device, dropped: 0, unsent: 0 })
      expect(counts.connections).toBeGreaterThan(1)
    }
    expect(Object.values(report.devices).some(({ resent }) => resent > 0)).toBe(true)
    expect(store.late).toEqual([])
  })

  test('[LV8] a device comes back with a fresh token once its old one has run out', async () => {
    const report = await runLive({
      ...usual('one-shopper'),
      onProgress(progress) {
        // A gate that is cut off lets nobody in: it happens once they are inside, and again on their way out.
        if (progress.what === 'party' && ['entered', 'in-vestibule'].includes(progress.news.what)) store.runOutTokens()
      },
    })
    expect(report.visits).toHaveLength(1)
    for (const [device, { unsent, dropped }] of Object.entries(report.devices)) {
      expect({ device, unsent, dropped }).toEqual({ device, unsent: 0, dropped: 0 })
      expect({ device, hasRenewed: (store.tokensGiven.get(device) ?? 0) > 1 }).toEqual({ device, hasRenewed: true })
    }
  })

  test('[LV8] a device changes to a fresh connection before its token runs out, and has nothing to tell of it', async () => {
    const troubles: string[] = []
    let aheadMs = 0
    const now = () => Date.now() + aheadMs
    const link = deviceLink(
      { id: 'tracker', kind: 'tracker', key: keyOf('tracker') },
      { serverUrl: store.url, boot: 'b', now, schedule, onTrouble: (sentence) => troubles.push(sentence) },
    )
    const sayTo = (last: number) => {
      for (let n = link.counts.said + 1; n <= last; n++) link.say({ n })
    }
    sayTo(15)
    await expect.poll(() => store.heard.length).toBe(15)
    expect(link.counts.connections).toBe(1)
    sayTo(20)
    aheadMs = 0.85 * store.tokenLivesMs
    sayTo(25)
    await expect.poll(() => link.counts.connections).toBe(2)
    sayTo(30)
    expect(await link.close(600_000)).toBe(0)
    expect(store.tokensGiven.get('tracker')).toBe(2)
    expect(store.heard.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect(troubles).toEqual([])
  })

  test('[LV8] a gate without a connection stays shut, and says why', async () => {
    const link = deviceLink(
      { id: 'entry', kind: 'gate', key: 'not the key of this gate' },
      { serverUrl: store.url, boot: 'b', now: Date.now, schedule },
    )
    expect(await link.scan('entry', 'pass')).toMatchObject({ open: false, reason: 'gate-offline' })
    await link.close(0)
  })

  test('[LV18] what is recorded is a trace with its truth, scans included', async () => {
    const record = join(dir, 'live.jsonl.gz')
    const report = await runLive({ ...usual('one-shopper'), record })
    const frames = []
    for await (const batch of (await openTraceFile(record)).batches) frames.push(...batch.map(({ frame }) => frame))
    expect(frames.filter(({ kind }) => kind === 'gate')).toMatchObject([
      { event: 'scan', shopper: 'account-1', party: 1 },
      { event: 'cross', gate: 'entry', direction: 'in' },
      { event: 'cross', gate: 'exit', direction: 'in' },
      { event: 'cross', gate: 'exit', direction: 'out' },
    ])
    expect(frames.some((frame) => frame.kind === 'tracks' && frame.tracks.length > 0)).toBe(true)
    const truth = parseTruth(await readFile(join(dir, 'live.truth.json'), 'utf8'), record)
    expect(truth.receipts).toEqual(report.visits)
    expect(truth.receipts.map(({ shopper }) => shopper)).toEqual(['account-1'])
  })

  test('[LV19] somebody with a pass of their own is let in, shops and walks out', async () => {
    const stopping = new AbortController()
    const seen: LiveProgress[] = []
    const live = startLive({
      ...usual('calm-afternoon'),
      signal: stopping.signal,
      onProgress(progress) {
        seen.push(progress)
        if (progress.what === 'carried-out' && progress.party.startsWith('guest')) stopping.abort()
      },
    })
    const verdict = await live.visit('somebody#1#text', 1)
    expect(verdict).toEqual({ open: true, party: 1 })
    await live.report
    expect(store.scans.map(({ pass }) => pass)).toContain('somebody#1#text')
    expect(seen.some(({ what }) => what === 'ready')).toBe(true)
  })

  test('[LV17] devices without a key are named, with how to enrol them', async () => {
    const { enrol: _enrol, ...options } = usual('one-shopper')
    await expect(runLive({ ...options, deviceKeys: { tracker: keyOf('tracker') } })).rejects.toSatisfy(
      (error: unknown) => DeviceKeyMissing.is(error) && error.message.includes(' shelf-A:plates '),
    )
  })

  test.each([
    [['no-such-day'], 'no-such-day'],
    [['--speed', '0'], '--speed'],
    [['--seed', 'one'], '--seed'],
    [['--fail-safe', '0'], '--fail-safe'],
    [['--server', 'somewhere'], '--server'],
    [['--record', 'x.txt'], '--record'],
    [['--weather', 'sunny'], 'sunny'],
    [['one-shopper', 'lunch-rush'], 'lunch-rush'],
  ])('[LV20] %j is refused, and says why', (args, named) => {
    expect(() => readLiveArguments(args)).toThrow(
      expect.objectContaining({ code: BadLiveArguments.code, message: expect.stringContaining(named) }),
    )
  })
})

const schedule: Schedule = (run, afterMs) => {
  const timer = setTimeout(run, afterMs)
  return () => clearTimeout(timer)
}

function usual(name: string): LiveOptions {
  return {
    store: cornerShop,
    scenario: liveScenarios.find((one) => one.name === name)!,
    seed: 1,
    speed: 12,
    serverUrl: store.url,
    enrol: ({ id }) => Promise.resolve(keyOf(id)),
    now: Date.now,
    schedule,
  }
}
