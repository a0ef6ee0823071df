import type { BankNotice } from '../adapters/bank.ts'
import type { ChargeDesk } from './charging-worker.ts'

/** What the bank told by itself, kept until it was acted upon. */
export interface NoticeBox {
  /** False when it is there already. */
  add(notice: BankNotice): Promise<boolean>
  /** Those not acted upon yet, in the order in which they came. */
  waiting(atMost: number): Promise<readonly BankNotice[]>
  taken(id: string): Promise<void>
}

export interface BankInbox {
  /** Kept once it answers, so that the bank may forget it. Throws what `read` throws for what the bank did not sign. */
  receive(payload: string, signature: string): Promise<'new' | 'known'>
  /** Acts upon all that waits; what fails waits on. Resolves when all of it was tried once. */
  work(): Promise<void>
}

export interface BankInboxSetup {
  readonly box: NoticeBox
  /** Checks the signature and reads it. */
  readonly read: (payload: string, signature: string) => BankNotice
  readonly desk: Pick<ChargeDesk, 'lookAgain'>
  readonly failed: (notice: BankNotice, error: unknown) => void
}

const AT_A_TIME = 100

/**
 * A notice is a hint, and the truth is asked for: notices come twice, late, in any order, and before the answer to the
 * very call that they are about. So none of them is believed; each makes the desk look the operation up [CW10].
 */
export function bankInbox({ box, read, desk, failed }: BankInboxSetup): BankInbox {
  let working: Promise<void> | undefined
  let isMore = false

  async function workOff(): Promise<void> {
    do {
      isMore = false
      const tried = new Set<string>()
      for (;;) {
        const waiting = (await box.waiting(AT_A_TIME)).filter(({ id }) => !tried.has(id))
        if (waiting.length === 0) break
        for (const notice of waiting) {
          tried.add(notice.id)
          await take(notice).catch((error: unknown) => failed(notice, error))
        }
      }
    } while (isMore)
  }

  async function take({ id, about }: BankNotice): Promise<void> {
    if (about) await desk.lookAgain(about.sessionId, about.key)
    await box.taken(id)
  }

  function work(): Promise<void> {
    isMore = true
    working ??= workOff().finally(() => (working = undefined))
    return working
  }

  return {
    async receive(payload, signature) {
      const notice = read(payload, signature)
      const isNew = await box.add(notice)
      // The bank waits for its receipt, not for what follows from it.
      if (isNew) work().catch((error: unknown) => failed(notice, error))
      return isNew ? 'new' : 'known'
    },
    work,
  }
}

/** For tests: in the memory of one process. */
export function memoryNoticeBox(): NoticeBox {
  const notices = new Map<string, { readonly notice: BankNotice; isTaken: boolean }>()
  return {
    async add(notice) {
      if (notices.has(notice.id)) return false
      notices.set(notice.id, { notice, isTaken: false })
      return true
    },
    waiting: async (atMost) =>
      [...notices.values()].flatMap(({ notice, isTaken }) => (isTaken ? [] : [notice])).slice(0, atMost),
    async taken(id) {
      const kept = notices.get(id)
      if (kept) kept.isTaken = true
    },
  }
}
