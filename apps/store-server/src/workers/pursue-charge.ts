import { type Charge, waitingOf } from '@store/charging/charge.ts'
import type { ChargeCommand } from '@store/charging/decide.ts'
import { BankContradicts } from '@store/charging/faults.ts'
import type { Bank } from '../adapters/bank.ts'
import { askBank, lookUpAtBank } from './ask-bank.ts'
import { inTurns } from './in-turn.ts'

/** Brings what was intended to an end: asks the bank, looks up what it did not answer, tries again what stays silent. */
export interface ChargePursuit {
  /** Until the charge rests, or the bank is silent; then it is tried again later, by itself. */
  pursue(sessionId: string): Promise<Charge>
  /** For an intent that this run of the program did not see through: looked up before it is asked again [CW3]. */
  recover(sessionId: string): Promise<void>
  /** The bank has told something about an operation, maybe one that is over: it is asked what became of it [CW10]. */
  lookAgain(sessionId: string, key: string): Promise<void>
  /** Whether it is being pursued, or will be. */
  isPursued(sessionId: string): boolean
  close(): Promise<void>
}

export interface PursuitSetup {
  readonly bank: Bank
  readonly load: (sessionId: string) => Promise<Charge>
  readonly tell: (sessionId: string, command: ChargeCommand) => Promise<Charge>
  readonly schedule: (afterMs: number, task: () => void) => () => void
  /** The bank claims what cannot be, and someone has to compare its books with ours [CW7]. */
  readonly contradicted: (sessionId: string, error: Error) => Promise<void>
  readonly silent: (sessionId: string, fields: object) => void
  readonly failed: (sessionId: string, error: unknown) => void
}

/** Silences in one go before the bank is left alone for a while: an answer may just have been lost, or the bank is down. */
const SILENCES_AT_ONCE = 2
const FIRST_RETRY_MS = 1_000
/** So that a bank that was down for an hour is asked again within a minute of its return. */
const LONGEST_RETRY_MS = 60_000

export function chargePursuit({ bank, load, tell, schedule, ...hear }: PursuitSetup): ChargePursuit {
  const inTurn = inTurns()
  const retries = new Map<string, Retry>()
  const turns = new Map<string, number>()
  const underWay = new Set<Promise<unknown>>()
  let isClosed = false

  const pursue = (sessionId: string): Promise<Charge> =>
    track(
      sessionId,
      inTurn(sessionId, () => persist(sessionId)),
    )

  const recover = (sessionId: string): Promise<void> =>
    track(
      sessionId,
      inTurn(sessionId, async () => {
        await persist(sessionId, async () => {
          const waiting = waitingOf(await load(sessionId))
          const outcome = { kind: 'unknown', reason: 'no outcome was recorded' } as const
          if (waiting) await tell(sessionId, { type: 'hear', key: waiting.asked.key, outcome })
        })
      }),
    )

  const lookAgain = (sessionId: string, key: string): Promise<void> =>
    track(
      sessionId,
      inTurn(sessionId, async () => {
        const charge = await load(sessionId)
        if (charge.status === 'none') return
        const known = charge.answered.get(key)
        const waiting = waitingOf(charge)
        // What is known to be done need not be asked about, unless something else still is.
        if (!waiting && known?.outcome !== 'declined') return
        await persist(sessionId, async () => {
          if (known?.outcome !== 'declined') return
          const finding = await lookUpAtBank(bank, known)
          if (finding.kind !== 'absent') await tell(sessionId, { type: 'look-up', key, finding })
        })
      }),
    )

  /** Whatever goes wrong on the way, what was intended is tried again. */
  async function persist(sessionId: string, first = async (): Promise<void> => undefined): Promise<Charge> {
    try {
      await first()
      const charge = await askUntilSilent(sessionId)
      if (waitingOf(charge)) tryLater(sessionId)
      else forget(sessionId)
      return charge
    } catch (error) {
      if (!BankContradicts.is(error)) {
        tryLater(sessionId)
        throw error
      }
      await hear.contradicted(sessionId, error)
      const charge = await load(sessionId)
      if (waitingOf(charge)) tryLater(sessionId)
      else forget(sessionId)
      return charge
    }
  }

  /** The charge is read anew in every round: its total may have been settled while the bank was asked. */
  async function askUntilSilent(sessionId: string): Promise<Charge> {
    for (let silences = 0; ;) {
      const charge = await load(sessionId)
      const waiting = waitingOf(charge)
      if (!waiting || isClosed || silences >= SILENCES_AT_ONCE) return charge
      const { key } = waiting.asked
      if (charge.status === 'unknown') {
        const finding = await lookUpAtBank(bank, waiting.asked)
        const found = await tell(sessionId, { type: 'look-up', key, finding })
        if (finding.kind !== 'unknown' && found.status !== 'unknown') continue
        hear.silent(sessionId, { operation: key, lookup: finding })
        return found
      }
      const outcome = await askBank(bank, waiting.terms, waiting.asked)
      const told = await tell(sessionId, { type: 'hear', key, outcome })
      if (told.status !== 'unknown') continue
      hear.silent(sessionId, { operation: key, outcome })
      silences++
    }
  }

  function tryLater(sessionId: string): void {
    const former = retries.get(sessionId)
    former?.callOff()
    if (isClosed) return
    const tries = (former?.tries ?? 0) + 1
    const afterMs = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS)
    const again = () => void recover(sessionId).catch((error: unknown) => hear.failed(sessionId, error))
    retries.set(sessionId, { tries, callOff: schedule(afterMs, again) })
  }

  function forget(sessionId: string): void {
    retries.get(sessionId)?.callOff()
    retries.delete(sessionId)
  }

  function track<Result>(sessionId: string, work: Promise<Result>): Promise<Result> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    )
    underWay.add(settled)
    turns.set(sessionId, (turns.get(sessionId) ?? 0) + 1)
    void settled.then(() => {
      underWay.delete(settled)
      const left = turns.get(sessionId)! - 1
      if (left > 0) turns.set(sessionId, left)
      else turns.delete(sessionId)
    })
    return work
  }

  return {
    pursue,
    recover,
    lookAgain,
    isPursued: (sessionId) => retries.has(sessionId) || turns.has(sessionId),
    async close() {
      isClosed = true
      for (const { callOff } of retries.values()) callOff()
      retries.clear()
      await Promise.all(underWay)
    },
  }
}

interface Retry {
  readonly tries: number
  readonly callOff: () => void
}
