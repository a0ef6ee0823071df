/** For tests only: the store's line to the sandbox bank, where a machine that stands still is no bank that is silent. */
import { Behaviour, type BankOperation } from '@store/sandbox-bank/behaviour.ts'
import type { Bank } from '@store/store-server/adapters/bank.ts'
import { stripeBank, type StripeBankSetup } from '@store/store-server/adapters/stripe-bank.ts'
import { expect } from 'vitest'
import { z } from 'zod'

const PATIENT_MS = 60_000
const IMPATIENT_MS = 100

/** Answers are waited for however long they take; only what the bank was told not to answer is given up, and soon. */
export function patientBank(setup: Omit<StripeBankSetup, 'apiKey' | 'timeoutMs'> & { readonly url: string }): Bank {
  const bankOf = (timeoutMs: number) => stripeBank({ apiKey: 'sk_test_sandbox', ...setup, timeoutMs })
  const [patient, impatient] = [bankOf(PATIENT_MS), bankOf(IMPATIENT_MS)]

  async function asked<Answer>(operation: BankOperation, ask: (bank: Bank) => Promise<Answer>): Promise<Answer> {
    const before = await inWait(setup.url, operation)
    if (!isSilence(before[0])) return ask(patient)
    try {
      return await ask(impatient)
    } finally {
      // Who is in such a hurry may be gone before the bank has heard. It hears all the same, and nothing is asked before.
      await expect.poll(() => inWait(setup.url, operation)).not.toEqual(before)
    }
  }

  return {
    authorize: (order) => asked('authorize', (bank) => bank.authorize(order)),
    capture: (order) => asked('capture', (bank) => bank.capture(order)),
    void: (order) => asked('void', (bank) => bank.void(order)),
    refund: (order) => asked('refund', (bank) => bank.refund(order)),
    lookup: (sought) => asked('lookup', (bank) => bank.lookup(sought)),
    payments: (fromMs, toMs) => asked('lookup', (bank) => bank.payments(fromMs, toMs)),
    payment: (providerRef) => asked('lookup', (bank) => bank.payment(providerRef)),
    readNotice: (payload, signature) => patient.readNotice(payload, signature),
  }
}

const isSilence = (next?: Behaviour): boolean =>
  next?.do === 'time-out-before' || next?.do === 'time-out-after' || next?.do === 'slow'

const Waiting = z.object({ queue: z.array(Behaviour) })

/** What the bank was told to do wrong at an operation, and has not done yet. */
async function inWait(url: string, operation: BankOperation): Promise<Behaviour[]> {
  const { queue } = Waiting.parse(await (await fetch(`${url}/sandbox/behave`)).json())
  return queue.filter(({ on }) => on === operation)
}

/** A bank's timer that rings when it is told to; `isHeld` says for which waits, the others go by the clock. */
export function heldTimer(isHeld: (ms: number) => boolean) {
  const held: (() => void)[] = []
  return {
    after: (ms: number, run: () => void): void => void (isHeld(ms) ? held.push(run) : setTimeout(run, ms)),
    ring: (): void => held.splice(0).forEach((run) => run()),
  }
}
