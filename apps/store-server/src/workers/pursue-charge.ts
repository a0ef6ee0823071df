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
  /** The bank claims what cannot be, and someone has to compare its books with ours [CW7]. */
  isContradicted(sessionId: string): boolean
  close(): Promise<void>
}

export interface PursuitSetup {
  readonly bank: Bank
  readonly load: (sessionId: string) => Promise<Charge>
  readonly tell: (sessionId: string, command: ChargeCommand) => Promise<Charge>
  readonly schedule: (afterMs: number, task: () => void) => () => void
  readonly contradicted: (sessionId: string, error: Error) => void
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
  const contradictions = new Set<string>()
  const underWay = new Set<Promise<unknown>>()
  let isClosed = false

  const pursue = (sessionId: string): Promise<Charge> => track(inTurn(sessionId, () => persist(sessionId)))

  const recover = (sessionId: string): Promise<void> =>
    track(
      inTurn(sessionId, async () => {
        await persist(sessionId, async () => {
          const waiting = waitingOf(await load(sessionId))
          const outcome = { kind: 'unknown', reason: 'no outcome was recorded' } as const
          if (waiting) await tell(sessionId, { type: 'hear', key: waiting.asked.key, outcome })
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
      tryLater(sessionId)
      if (!BankContradicts.is(error)) throw error
      if (!contradictions.has(sessionId)) {
        contradictions.add(sessionId)
        hear.contradicted(sessionId, error)
      }
      return load(sessionId)
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
        const finding = await lookUpAtBank(bank, waiting)
        const found = await tell(sessionId, { type: 'look-up', key, finding })
        if (finding.kind !== 'unknown' && found.status !== 'unknown') continue
        hear.silent(sessionId, { operation: key, lookup: finding })
        return found
      }
      const outcome = await askBank(bank, waiting)
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
    contradictions.delete(sessionId)
  }

  function track<Result>(work: Promise<Result>): Promise<Result> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    )
    underWay.add(settled)
    void settled.then(() => underWay.delete(settled))
    return work
  }

  return {
    pursue,
    recover,
    isContradicted: (sessionId) => contradictions.has(sessionId),
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
