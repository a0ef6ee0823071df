import type { EntryPass } from '@store/contract/http.ts'
import type { Outcome, Trouble } from '@store/store-line/trouble.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { entryPassKeeper, type EntryPassKeeper } from './entry-pass-keeper.ts'

/** The server's clock is two hours ahead of the phone's. */
const SKEW_MS = 2 * 3_600_000
const unreachable: Trouble = { kind: 'unreachable' }
const blocked: Trouble = {
  kind: 'problem',
  problem: { type: '#', title: 'Refused', status: 422, detail: 'You owe us.', code: 'pass.unpaid' },
}

let keeper: EntryPassKeeper
let asked: number[]
let next: (party: number) => Outcome<EntryPass>

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21) })
  asked = []
  next = granted
})
afterEach(() => {
  keeper.close()
  vi.useRealTimers()
})

async function open(): Promise<void> {
  keeper = entryPassKeeper(
    (party) => {
      asked.push(party)
      return Promise.resolve(next(party))
    },
    () => Date.now(),
  )
  await after(0)
}

function granted(party: number): Outcome<EntryPass> {
  const pass = `pass ${asked.length} for ${party}`
  return { ok: true, value: { pass, party, issuedAt: at(0), renewAt: at(20), expiresAt: at(30) } }
}

const at = (seconds: number) => new Date(Date.now() + SKEW_MS + seconds * 1000).toISOString()
const after = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)

describe('an entry pass on hand', () => {
  test('[SA4] is renewed when the server says, by the phone’s own clock', async () => {
    await open()
    expect(keeper.get()).toMatchObject({ status: 'valid', pass: 'pass 1 for 1', renewAtMs: Date.now() + 20_000 })
    await after(19.9)
    expect(keeper.get()).toMatchObject({ pass: 'pass 1 for 1' })
    await after(0.2)
    expect(keeper.get()).toMatchObject({ pass: 'pass 2 for 1' })
    expect(asked).toHaveLength(2)
  })

  test('[SA5] stays until it expires when nobody answers, then there is none, then a new one', async () => {
    await open()
    next = () => ({ ok: false, trouble: unreachable })
    await after(21)
    expect(keeper.get()).toMatchObject({ status: 'valid', pass: 'pass 1 for 1', trouble: unreachable })
    await after(8.9)
    expect(keeper.get()).toMatchObject({ status: 'valid' })
    await after(0.2)
    expect(keeper.get()).toEqual({ status: 'none', trouble: unreachable })
    next = granted
    await after(3)
    expect(keeper.get()).toMatchObject({ status: 'valid' })
  })

  test('[SA5] is taken away at once by a refusal, which is not asked about again every second', async () => {
    await open()
    next = () => ({ ok: false, trouble: blocked })
    await after(20)
    expect(keeper.get()).toEqual({ status: 'none', trouble: blocked })
    await after(10)
    expect(asked).toHaveLength(2)
    next = granted
    keeper.wake()
    await after(0)
    expect(keeper.get()).toMatchObject({ status: 'valid' })
  })

  test('[SA5] is not shown a moment longer than it is valid, though the answer is still awaited', async () => {
    let questions = 0
    const never = new Promise<Outcome<EntryPass>>(() => undefined)
    keeper = entryPassKeeper(
      () => (questions++ === 0 ? Promise.resolve(granted(1)) : never),
      () => Date.now(),
    )
    await after(29.9)
    expect(questions).toBe(2)
    expect(keeper.get()).toMatchObject({ status: 'valid' })
    await after(0.2)
    expect(keeper.get()).toEqual({ status: 'asking' })
  })

  test('[SA7] is hidden at once for another party, and asked for once the number has settled', async () => {
    await open()
    keeper.admit(2)
    expect(keeper.get()).toEqual({ status: 'asking' })
    keeper.admit(3)
    await after(0.3)
    expect(keeper.get()).toMatchObject({ status: 'valid', pass: 'pass 2 for 3' })
    expect(asked).toEqual([1, 3])
  })

  test('[SA4] is asked for at once when the phone wakes after the renewal was due', async () => {
    await open()
    vi.setSystemTime(Date.now() + 3_600_000)
    keeper.wake()
    expect(keeper.get().status).not.toBe('valid')
    await after(0)
    expect(keeper.get()).toMatchObject({ status: 'valid', pass: 'pass 2 for 1' })
  })
})
