import { describe, expect, test } from 'vitest'
import { parseKeyRing } from '../keys.ts'
import { type Account, memoryAccountBook } from './account-book.ts'
import { entryPasses } from './entry-pass.ts'
import { type GateHolds, gateDesk, type GateRefusal, refusalSentences, type GateVisits } from './gate-desk.ts'
import { memoryUsedPasses } from './used-passes.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const keys = parseKeyRing('PASS_KEYS', `p1:${Buffer.alloc(32, 1).toString('base64url')}`)
const passes = entryPasses({ keys, storeId: 'corner-shop' })
const passFor = (shopper: string, party = 1) => passes.issue({ shopper, party }, NOW).pass

type HoldOutcome = Awaited<ReturnType<GateHolds['hold']>>

/** A gate in front of a store that behaves as told. */
async function gate(
  told: {
    capacity?: number
    hold?: (visitId: string) => Promise<HoldOutcome>
    open?: GateVisits['open']
    debtor?: string
  } = {},
) {
  const accounts = memoryAccountBook()
  for (const id of ['ana', 'ben', 'chi']) await accounts.add(account(id))
  const inside = new Map<string, number>()
  const released: string[] = []
  const lines: { level: string; fields: object; message: string }[] = []
  const outcomes: string[] = []
  const asked: string[] = []
  let visits = 0
  const note = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message })
  const desk = gateDesk({
    entryGates: new Set(['entry', 'entry-2']),
    passes,
    used: memoryUsedPasses(),
    accounts,
    visits: {
      isOpen: (shopper) => inside.has(shopper),
      peopleInside: () => [...inside.values()].reduce((a, b) => a + b, 0),
      nextVisitId: () => `corner-shop/${NOW}/${++visits}`,
      open:
        told.open ??
        (({ shopper, party }) => {
          inside.set(shopper, party)
          return Promise.resolve()
        }),
    },
    holds: {
      hold: (visitId) => {
        asked.push(visitId)
        return told.hold?.(visitId) ?? Promise.resolve('held')
      },
      release: (visitId) => Promise.resolve(released.push(visitId)),
    },
    debts: { owes: (accountId) => Promise.resolve(accountId === told.debtor) },
    policy: { capacity: told.capacity ?? 10, currency: 'EUR' },
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    decided: (outcome) => outcomes.push(outcome),
  })
  return { desk, inside, released, lines, outcomes, asked }
}

const account = (id: string): Account => ({
  id,
  email: `${id}@store.test`,
  passwordHash: '',
  displayName: id,
  role: 'shopper',
  paymentMethod: 'pm_card_visa',
  createdAtMs: 0,
})

const refused = (reason: GateRefusal) => ({ open: false, reason, message: refusalSentences[reason] })

describe('a pass held to a gate', () => {
  test('[EP6] opens it, once everything is in order, and the visit is opened with it', async () => {
    const { desk, inside, lines, outcomes } = await gate()
    expect(await desk.scan('entry', passFor('ana', 2), NOW)).toEqual({ open: true, party: 2 })
    expect(inside).toEqual(new Map([['ana', 2]]))
    expect(outcomes).toEqual(['open'])
    expect(lines).toMatchObject([{ level: 'info', fields: { gate: 'entry', shopper: 'ana', party: 2 } }])
  })

  test('[EP6] a second time does not, at the other gate neither', async () => {
    const { desk } = await gate()
    const pass = passFor('ana')
    await desk.scan('entry', pass, NOW)
    expect(await desk.scan('entry-2', pass, NOW)).toEqual(refused('already-used'))
  })

  test('[EP4] at two gates at once opens one of them', async () => {
    const { desk, asked } = await gate()
    const pass = passFor('ana')
    const verdicts = await Promise.all(['entry', 'entry-2', 'entry'].map((one) => desk.scan(one, pass, NOW)))
    expect(verdicts.filter(({ open }) => open)).toHaveLength(1)
    expect(asked).toHaveLength(1)
  })

  test('[EP6] two passes of one shopper at two gates at once open one of them', async () => {
    const { desk, asked } = await gate()
    const scans = [desk.scan('entry', passFor('ana'), NOW), desk.scan('entry-2', passFor('ana'), NOW)]
    expect(await Promise.all(scans)).toEqual([{ open: true, party: 1 }, refused('already-inside')])
    expect(asked).toHaveLength(1)
  })

  test('[EP6] who owes for a former visit is told so, before the bank is asked', async () => {
    const { desk, asked } = await gate({ debtor: 'ana' })
    expect(await desk.scan('entry', passFor('ana'), NOW)).toEqual(refused('unpaid-visit'))
    expect(await desk.scan('entry', passFor('ben'), NOW)).toEqual({ open: true, party: 1 })
    expect(asked).toHaveLength(1)
  })

  test('[EP6] the last places go to one of those who come at once, and come free again when the bank says no', async () => {
    const waiting: ((outcome: HoldOutcome) => void)[] = []
    const first = new Promise<HoldOutcome>((resolve) => waiting.push(resolve))
    const { desk } = await gate({ capacity: 2, hold: (id) => (id.endsWith('/1') ? first : Promise.resolve('held')) })
    const ana = desk.scan('entry', passFor('ana', 2), NOW)
    expect(await desk.scan('entry-2', passFor('ben'), NOW)).toEqual(refused('store-full'))
    waiting[0]?.('declined')
    expect(await ana).toEqual(refused('payment-declined'))
    expect(await desk.scan('entry', passFor('ben', 2), NOW)).toEqual({ open: true, party: 2 })
  })

  test('[EP6] a party too large for the places left is refused whole', async () => {
    const { desk } = await gate({ capacity: 3 })
    await desk.scan('entry', passFor('ana', 2), NOW)
    expect(await desk.scan('entry', passFor('ben', 2), NOW)).toEqual(refused('store-full'))
    expect(await desk.scan('entry', passFor('ben', 1), NOW)).toEqual({ open: true, party: 1 })
  })

  test('[EP6] the order: a bad pass costs no jti, a full store no hold', async () => {
    const { desk, asked } = await gate({ capacity: 1 })
    const pass = passFor('ana', 2)
    expect(await desk.scan('exit', pass, NOW)).toEqual(refused('not-an-entry'))
    expect(await desk.scan('entry', `${pass}x`, NOW)).toEqual(refused('malformed'))
    expect(await desk.scan('entry', pass, NOW + 60_000)).toEqual(refused('expired'))
    expect(await desk.scan('entry', pass, NOW)).toEqual(refused('store-full'))
    expect(await desk.scan('entry', pass, NOW)).toEqual(refused('already-used'))
    expect(asked).toEqual([])
  })

  test('[EP6] of an account that is gone is refused', async () => {
    const { desk } = await gate()
    expect(await desk.scan('entry', passFor('nobody'), NOW)).toEqual(refused('unknown-account'))
  })

  test.each(['declined', 'unknown'] as const)('[EP6] a hold that is %s keeps the gate shut', async (outcome) => {
    const { desk, inside, released } = await gate({ hold: () => Promise.resolve(outcome) })
    expect(await desk.scan('entry', passFor('ana'), NOW)).toEqual(refused(`payment-${outcome}`))
    expect(inside.size).toBe(0)
    // What may be held is given back; what was declined is not there.
    expect(released).toHaveLength(outcome === 'unknown' ? 1 : 0)
  })
})

describe('[EP7] entry fails closed', () => {
  test.each([
    ['the bank desk breaks', { hold: () => Promise.reject(new Error('broken')) }],
    ['the visit cannot be opened', { open: () => Promise.reject(new Error('disk full')) }],
  ])('when %s: refused, logged, the hold given back, and the shopper may try again', async (_, broken) => {
    const { desk, lines, released } = await gate(broken)
    expect(await desk.scan('entry', passFor('ana'), NOW)).toEqual(refused('trouble'))
    expect(released).toHaveLength(1)
    expect(lines.map(({ level }) => level)).toEqual(['error', 'warn'])
    expect(await desk.scan('entry', passFor('ana'), NOW)).toEqual(refused('trouble'))
  })

  test('every refusal has a sentence that says what to do, and no log line has the pass', async () => {
    const { desk, lines } = await gate()
    const pass = passFor('ana')
    await desk.scan('entry', pass, NOW)
    await desk.scan('entry', pass, NOW)
    await desk.scan('entry', `${pass}x`, NOW)
    expect(lines.map(({ level }) => level)).toEqual(['info', 'warn', 'warn'])
    expect(JSON.stringify(lines)).not.toContain(pass.slice(-20))
    for (const sentence of Object.values(refusalSentences)) expect(sentence).toMatch(/^[A-Z].*\. .*\.$/)
  })
})

test('[EP8] the decision itself takes far less than the 150 ms that scan and door may take', async () => {
  const { desk } = await gate({ capacity: 1_000 })
  const took: number[] = []
  for (let i = 0; i < 200; i++) {
    const pass = passFor(['ana', 'ben', 'chi'][i % 3] ?? 'ana')
    const startMs = performance.now()
    await desk.scan('entry', pass, NOW)
    took.push(performance.now() - startMs)
  }
  // Half of them: a machine that stands still for a moment does so in few. `npm run bench:server` measures the slowest.
  expect(took.toSorted((a, b) => a - b)[100]).toBeLessThan(15)
})
