/** For tests only: what the store expects of any bank. Whoever implements the port runs this; SPEC.md beside the workers has the rules. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Authorization, type Bank, type DeclineReason, NoticeRefused } from './bank.ts'

export interface BankUnderTest {
  readonly bank: Bank
  /** Cards by what becomes of them. */
  readonly cards: { readonly good: string; readonly declined: Readonly<Partial<Record<DeclineReason, string>>> }
  /** Makes the next call of that kind go wrong. A bank that cannot be told to leaves it out. */
  readonly misbehave?: (next: Misbehaviour) => Promise<void>
  /** The notice about the operation with this key, as it came over the wire. A bank that cannot be listened to leaves it out. */
  readonly notice?: (key: string) => Promise<{ readonly payload: string; readonly signature: string }>
  readonly close: () => Promise<void>
}

export type Misbehaviour =
  | { readonly on: Moving | 'lookup'; readonly how: 'silent-before' | 'silent-after' | 'fail-before' | 'fail-after' }
  | { readonly on: 'authorize'; readonly how: 'approve-in-part'; readonly amountMinor: number }
  | { readonly on: 'capture' | 'void'; readonly how: 'expire-hold' }

/** The bank's clock is not ours. */
const ANOTHER_CLOCK_MS = 60_000

type Moving = 'authorize' | 'capture' | 'void' | 'refund'

/** `nonce` keeps the keys of this run apart from those of former runs, at a bank that remembers. */
export function bankConformance(name: string, nonce: string, open: () => Promise<BankUnderTest>): void {
  describe(`${name}, as a bank`, () => {
    let under: BankUnderTest
    let bank: Bank
    let sessions = 0
    const sinceMs = Date.now()
    beforeAll(async () => {
      under = await open()
      bank = under.bank
    })
    afterAll(() => under.close())

    const lately = () => bank.payments(sinceMs - ANOTHER_CLOCK_MS, Date.now() + ANOTHER_CLOCK_MS)
    const order = (change: Partial<Authorization> = {}): Authorization => {
      const sessionId = `${nonce}/${sessions++}`
      const { good: paymentMethod } = under.cards
      const asked = { sessionId, key: `hold/${sessionId}`, paymentMethod, amountMinor: 3000, currency: 'EUR' }
      return { ...asked, capture: 'later', ...change }
    }
    const held = async (change: Partial<Authorization> = {}) => {
      const asked = order(change)
      const outcome = await bank.authorize(asked)
      if (outcome.kind !== 'confirmed')
        throw new Error(`no hold: ${outcome.kind}, ${outcome.reason}: ${outcome.message}`)
      const { sessionId } = asked
      return { sessionId, ...outcome }
    }
    const sought = ({ key }: Authorization) => ({ operation: 'authorize', key, sinceMs }) as const

    describe('a hold', () => {
      test('[BK1] reserves the amount, and is found by our key', async () => {
        const asked = order()
        const outcome = await bank.authorize(asked)
        expect(outcome).toEqual({ kind: 'confirmed', providerRef: expect.any(String), amountMinor: 3000 })
        expect(await bank.lookup(sought(asked))).toEqual(outcome)
      })

      test('[BK2] asked for twice under one key is one hold', async () => {
        const asked = order()
        const once = await bank.authorize(asked)
        expect(await bank.authorize(asked)).toEqual(once)
      })

      test('[BK2] under a key that was used for something else is no hold, and nobody pretends to know', async () => {
        const asked = order()
        await bank.authorize(asked)
        expect(await bank.authorize({ ...asked, amountMinor: 4000 })).toMatchObject({
          kind: 'unknown',
          reason: 'contradiction',
        })
      })

      test('[BK3] on a card that is declined says why, then and later', async () => {
        const declined = Object.entries(under.cards.declined)
        expect(declined.length).toBeGreaterThan(0)
        for (const [reason, paymentMethod] of declined) {
          const asked = order({ paymentMethod })
          const no = { kind: 'declined', reason, message: expect.any(String) }
          expect(await bank.authorize(asked)).toEqual(no)
          expect(await bank.lookup(sought(asked))).toEqual(no)
          expect(await bank.authorize(asked)).toEqual(no)
        }
      })

      test('[BK4] that was never asked for is absent', async () => {
        expect(await bank.lookup(sought(order()))).toEqual({ kind: 'absent' })
      })
    })

    test('[BK1] a payment at once takes the money', async () => {
      const asked = order({ capture: 'now', amountMinor: 799 })
      const outcome = await bank.authorize(asked)
      expect(outcome).toEqual({ kind: 'confirmed', providerRef: expect.any(String), amountMinor: 799 })
      expect(await bank.lookup(sought(asked))).toEqual(outcome)
    })

    describe('a capture', () => {
      test('[BK5] takes less than what is held, once', async () => {
        const { sessionId, providerRef } = await held()
        const asked = { key: `capture/${sessionId}`, providerRef, amountMinor: 1250 }
        const taken = { kind: 'confirmed', providerRef, amountMinor: 1250 }
        expect(await bank.lookup({ operation: 'capture', ...asked })).toEqual({ kind: 'absent' })
        expect(await bank.capture(asked)).toEqual(taken)
        expect(await bank.capture(asked)).toEqual(taken)
        expect(await bank.lookup({ operation: 'capture', ...asked })).toEqual(taken)
      })

      test('[BK5] of more than what is held is declined, and the hold stands', async () => {
        const { sessionId, providerRef } = await held()
        const key = `capture/${sessionId}`
        const asked = { key, providerRef, amountMinor: 3001 }
        expect(await bank.capture(asked)).toMatchObject({ kind: 'declined', reason: 'amount-too-large' })
        expect(await bank.lookup({ operation: 'capture', key, providerRef })).toEqual({ kind: 'absent' })
      })

      test('[BK6] after a void is declined: the hold is gone', async () => {
        const { sessionId, providerRef } = await held()
        await bank.void({ key: `void/${sessionId}`, providerRef })
        const key = `capture/${sessionId}`
        const gone = { kind: 'declined', reason: 'hold-gone' }
        expect(await bank.capture({ key, providerRef, amountMinor: 100 })).toMatchObject(gone)
        expect(await bank.lookup({ operation: 'capture', key, providerRef })).toMatchObject(gone)
      })

      test('[BK5] of a hold that the bank does not know is declined', async () => {
        const unheard = { key: `capture/${order().sessionId}`, providerRef: 'pi_unheard_of', amountMinor: 100 }
        expect(await bank.capture(unheard)).toMatchObject({ kind: 'declined', reason: 'request-refused' })
      })
    })

    describe('a void', () => {
      test('[BK6] lets the hold go, as often as it is asked for', async () => {
        const { sessionId, providerRef } = await held()
        const asked = { key: `void/${sessionId}`, providerRef }
        const gone = { kind: 'confirmed', providerRef, amountMinor: 0 }
        expect(await bank.lookup({ operation: 'void', ...asked })).toEqual({ kind: 'absent' })
        expect(await bank.void(asked)).toEqual(gone)
        expect(await bank.void(asked)).toEqual(gone)
        expect(await bank.void({ ...asked, key: `${asked.key}-again` })).toEqual(gone)
        expect(await bank.lookup({ operation: 'void', ...asked })).toEqual(gone)
      })

      test('[BK6] of what was captured does not pretend', async () => {
        const { sessionId, providerRef } = await held()
        await bank.capture({ key: `capture/${sessionId}`, providerRef, amountMinor: 100 })
        const outcome = await bank.void({ key: `void/${sessionId}`, providerRef })
        expect(outcome).toMatchObject({ kind: 'unknown', reason: 'contradiction' })
      })
    })

    describe('a refund', () => {
      test('[BK7] gives back a part, once, and is found by our key', async () => {
        const { sessionId, providerRef } = await held()
        await bank.capture({ key: `capture/${sessionId}`, providerRef, amountMinor: 1000 })
        const asked = { key: `refund-1/${sessionId}`, providerRef, amountMinor: 300 }
        expect(await bank.lookup({ operation: 'refund', ...asked })).toEqual({ kind: 'absent' })
        const given = await bank.refund(asked)
        expect(given).toEqual({ kind: 'confirmed', providerRef: expect.any(String), amountMinor: 300 })
        expect(await bank.refund(asked)).toEqual(given)
        expect(await bank.lookup({ operation: 'refund', ...asked })).toEqual(given)
      })

      test('[BK7] of more than was taken is declined', async () => {
        const { sessionId, providerRef } = await held()
        await bank.capture({ key: `capture/${sessionId}`, providerRef, amountMinor: 1000 })
        const asked = { key: `refund-1/${sessionId}`, providerRef, amountMinor: 1001 }
        expect(await bank.refund(asked)).toMatchObject({ kind: 'declined', reason: 'request-refused' })
      })
    })

    test('[BK9] a refund that is asked for while the bank is silent is given once', async ({ skip }) => {
      const { sessionId, providerRef } = await held()
      await bank.capture({ key: `capture/${sessionId}`, providerRef, amountMinor: 1000 })
      await misbehaving(under, { on: 'refund', how: 'silent-after' }, skip)
      const asked = { key: `refund-1/${sessionId}`, providerRef, amountMinor: 300 }
      expect(await bank.refund(asked)).toMatchObject({ kind: 'unknown' })
      expect(await bank.lookup({ operation: 'refund', ...asked })).toMatchObject({
        kind: 'confirmed',
        amountMinor: 300,
      })
      expect(await bank.refund(asked)).toMatchObject({ kind: 'confirmed', amountMinor: 300 })
      const [books] = (await lately()).filter((one) => one.sessionId === sessionId)
      expect(books).toMatchObject({ refundedMinor: 300 })
    })

    test('[BK11] lists what became of every payment, for comparing books', async () => {
      const taken = await held()
      const key = `capture/${taken.sessionId}`
      await bank.capture({ key, providerRef: taken.providerRef, amountMinor: 1250 })
      await bank.refund({ key: `refund-1/${taken.sessionId}`, providerRef: taken.providerRef, amountMinor: 250 })
      const letGo = await held()
      await bank.void({ key: `void/${letGo.sessionId}`, providerRef: letGo.providerRef })
      const books = new Map((await lately()).map((one) => [one.providerRef, one]))
      expect(books.get(taken.providerRef)).toEqual({
        providerRef: taken.providerRef,
        key: `hold/${taken.sessionId}`,
        sessionId: taken.sessionId,
        currency: 'EUR',
        capturedMinor: 1250,
        refundedMinor: 250,
      })
      expect(books.get(letGo.providerRef)).toMatchObject({ capturedMinor: 0, refundedMinor: 0 })
    })

    test('[BK13] tells of one payment by its name, what became of it and of no other', async () => {
      const { sessionId, providerRef } = await held()
      await bank.capture({ key: `capture/${sessionId}`, providerRef, amountMinor: 1250 })
      await bank.refund({ key: `refund-1/${sessionId}`, providerRef, amountMinor: 250 })
      const other = await held()
      await bank.capture({ key: `capture/${other.sessionId}`, providerRef: other.providerRef, amountMinor: 900 })
      expect(await bank.payment(providerRef)).toEqual({
        providerRef,
        key: `hold/${sessionId}`,
        sessionId,
        currency: 'EUR',
        capturedMinor: 1250,
        refundedMinor: 250,
      })
      expect(await bank.payment('pi_unheard_of')).toBeUndefined()
    })

    test('[BK13] that could not be read is not one that it does not know', async ({ skip }) => {
      const { providerRef } = await held()
      await misbehaving(under, { on: 'lookup', how: 'fail-before' }, skip)
      await expect(bank.payment(providerRef)).rejects.toThrow(/./)
    })

    test('[BK11] a list that could not be read whole is no list', async ({ skip }) => {
      await misbehaving(under, { on: 'lookup', how: 'fail-before' }, skip)
      await expect(lately()).rejects.toThrow(/./)
    })

    test('[BK12] a notice says which operation it is about, and is the bank’s own or none', async ({ skip }) => {
      if (!under.notice) return skip('this bank cannot be listened to')
      const { sessionId } = await held()
      const { payload, signature } = await under.notice(`hold/${sessionId}`)
      const about = { sessionId, key: `hold/${sessionId}` }
      expect(bank.readNotice(payload, signature)).toMatchObject({ id: expect.any(String), about })
      const refused = expect.objectContaining({ code: NoticeRefused.code })
      for (const forged of ['', 'nonsense', signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'))])
        expect(() => bank.readNotice(payload, forged)).toThrow(refused)
      expect(() => bank.readNotice(`${payload} `, signature)).toThrow(refused)
    })

    describe('silence', () => {
      test.for(['silent-before', 'fail-before'] as const)(
        '[BK8] %s a hold: unknown, found absent, asked again',
        async (how, { skip }) => {
          await misbehaving(under, { on: 'authorize', how }, skip)
          const asked = order()
          expect(await bank.authorize(asked)).toMatchObject({ kind: 'unknown' })
          expect(await bank.lookup(sought(asked))).toEqual({ kind: 'absent' })
          expect(await bank.authorize(asked)).toMatchObject({ kind: 'confirmed', amountMinor: 3000 })
        },
      )

      test.for(['silent-after', 'fail-after'] as const)(
        '[BK8] %s a hold: unknown, and found',
        async (how, { skip }) => {
          await misbehaving(under, { on: 'authorize', how }, skip)
          const asked = order()
          expect(await bank.authorize(asked)).toMatchObject({ kind: 'unknown' })
          expect(await bank.lookup(sought(asked))).toMatchObject({ kind: 'confirmed', amountMinor: 3000 })
        },
      )

      test.for(['silent-after', 'fail-after'] as const)(
        '[BK8] %s a capture: unknown, and found',
        async (how, { skip }) => {
          const { sessionId, providerRef } = await held()
          await misbehaving(under, { on: 'capture', how }, skip)
          const asked = { key: `capture/${sessionId}`, providerRef, amountMinor: 500 }
          expect(await bank.capture(asked)).toMatchObject({ kind: 'unknown' })
          const taken = { kind: 'confirmed', providerRef, amountMinor: 500 }
          expect(await bank.lookup({ operation: 'capture', ...asked })).toEqual(taken)
        },
      )

      test.for(['silent-before', 'fail-before'] as const)(
        '[BK8] %s a capture: unknown, found absent, asked again',
        async (how, { skip }) => {
          const { sessionId, providerRef } = await held()
          await misbehaving(under, { on: 'capture', how }, skip)
          const asked = { key: `capture/${sessionId}`, providerRef, amountMinor: 500 }
          expect(await bank.capture(asked)).toMatchObject({ kind: 'unknown' })
          expect(await bank.lookup({ operation: 'capture', ...asked })).toEqual({ kind: 'absent' })
          expect(await bank.capture(asked)).toEqual({ kind: 'confirmed', providerRef, amountMinor: 500 })
        },
      )

      test('[BK8] to a lookup tells nothing', async ({ skip }) => {
        await misbehaving(under, { on: 'lookup', how: 'silent-before' }, skip)
        expect(await bank.lookup(sought(order()))).toMatchObject({ kind: 'unknown', reason: 'no-answer' })
      })

      test('[BK9] a bank that approves in part says how much', async ({ skip }) => {
        await misbehaving(under, { on: 'authorize', how: 'approve-in-part', amountMinor: 1200 }, skip)
        expect(await held()).toMatchObject({ amountMinor: 1200 })
      })

      test('[BK9] a hold that has expired is gone: no capture, and nothing left to void', async ({ skip }) => {
        const { sessionId, providerRef } = await held()
        await misbehaving(under, { on: 'capture', how: 'expire-hold' }, skip)
        const asked = { key: `capture/${sessionId}`, providerRef, amountMinor: 500 }
        expect(await bank.capture(asked)).toMatchObject({ kind: 'declined', reason: 'hold-gone' })
        expect(await bank.void({ key: `void/${sessionId}`, providerRef })).toMatchObject({ kind: 'confirmed' })
      })
    })
  })
}

async function misbehaving(under: BankUnderTest, next: Misbehaviour, skip: (note: string) => void): Promise<void> {
  if (under.misbehave) await under.misbehave(next)
  else skip('this bank cannot be told to misbehave')
}
