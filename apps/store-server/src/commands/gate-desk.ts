import type { PassVerdict } from '@store/contract/device.ts'
import type { AccountBook } from './account-book.ts'
import type { EntryPasses, PassFlaw } from './entry-pass.ts'
import type { UsedPasses } from './used-passes.ts'

/** Decides at the entry gate whether a pass opens it. Entry fails closed: what cannot be decided is refused [EP7]. */
export interface GateDesk {
  scan(gateId: string, passText: string, nowMs: number): Promise<PassVerdict>
}

export type GateRefusal =
  | PassFlaw
  | 'not-an-entry'
  | 'already-used'
  | 'unknown-account'
  | 'already-inside'
  | 'store-full'
  | 'unpaid-visit'
  | 'payment-declined'
  | 'payment-unknown'
  | 'trouble'

export interface GateDeps {
  readonly entryGates: ReadonlySet<string>
  readonly passes: Pick<EntryPasses, 'verify'>
  readonly used: Pick<UsedPasses, 'use'>
  readonly accounts: Pick<AccountBook, 'byId'>
  readonly visits: GateVisits
  readonly holds: GateHolds
  readonly debts: GateDebts
  readonly policy: GatePolicy
  readonly log: GateLog
  /** Called with the outcome of every scan, and whose pass it was where that could be read: for counting, and for their phone. */
  readonly decided?: (outcome: GateRefusal | 'open', shopper: string | undefined) => void
}

/** The store's machine, as far as the gate needs it. */
export interface GateVisits {
  /** Whether this shopper has a visit that is neither sealed nor turned back; true as soon as `open` has answered. */
  isOpen(shopper: string): boolean
  /** How many people those visits let in. */
  peopleInside(): number
  /**
   * The id that a visit of this shopper, begun now, will have; the hold is made in its name. Never the same twice: after
   * a hold that was declined or given back, the next try is another visit and another hold.
   */
  nextVisitId(shopper: string, nowMs: number): string
  /** The pass was accepted: writes the scan into the frame log and opens the visit. */
  open(visit: { visitId: string; gateId: string; shopper: string; party: number; nowMs: number }): Promise<void>
}

export interface GateHolds {
  /** How much is the charging policy's business. */
  hold(visitId: string, account: GateAccount, currency: string): Promise<'held' | 'declined' | 'unknown'>
  /** Gives back what was held, or may have been, for a visit that did not begin. */
  release(visitId: string): Promise<unknown>
}

export interface GateDebts {
  /** Whether a visit of this account, to any store, is unpaid. */
  owes(accountId: string): Promise<boolean>
}

export interface GateAccount {
  readonly id: string
  readonly paymentMethod: string
  readonly nextMethods?: readonly string[]
}

export interface GatePolicy {
  /** How many people may be inside at once. */
  readonly capacity: number
  readonly currency: string
}

export interface GateLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What the gate's display says: why, and what the shopper can do about it. */
export const refusalSentences: Record<GateRefusal, string> = {
  malformed: 'This code is not an entry pass. Open the shop’s app and show the code under “Entry pass”.',
  'unknown-key': 'This entry pass cannot be checked. Open the app again to get a new one.',
  'bad-signature': 'This entry pass is not genuine. Open the app to get a new one.',
  'wrong-store': 'This entry pass is for another store. Choose this store in the app.',
  'too-early': 'This entry pass is not valid yet. Check the time on your phone, then get a new pass.',
  expired: 'This entry pass has expired. Let the app show the next one.',
  'not-an-entry': 'This gate is not an entrance. Please use the entry gate.',
  'already-used': 'This entry pass was used already. Wait for the app to show the next one.',
  'unknown-account': 'The account of this entry pass does not exist any more. Sign in again.',
  'already-inside':
    'You are in the store already. To bring others, ask for a pass for several people before you enter.',
  'store-full': 'The store is full at the moment. Wait until somebody leaves, then show your next pass.',
  'unpaid-visit': 'A visit of yours is not paid yet. Pay it in the app under “Receipts”, then come in.',
  'payment-declined': 'Your payment method was declined. Change it in the app, then try again.',
  'payment-unknown': 'Your bank did not answer. Nothing was charged. Try again in a moment.',
  trouble: 'The gate cannot check passes at the moment. Please try again, or ask the staff.',
}

export function gateDesk(deps: GateDeps): GateDesk {
  const { entryGates, passes, used, accounts, visits, holds, debts, policy, log } = deps
  /**
   * Shoppers between their check and their visit. The bank is asked in between, and without this two gates would both
   * find the shopper outside and the last place free. One process runs a store, so memory is enough.
   */
  const entering = new Map<string, number>()

  async function scan(gateId: string, passText: string, nowMs: number): Promise<PassVerdict> {
    const seen: { shopper?: string; jti?: string; visitId?: string } = {}
    const decision = await decide(gateId, passText, nowMs, seen).catch((error: unknown): Decision => {
      log.error({ gate: gateId, ...seen, err: error }, 'a scan could not be decided')
      return { refused: 'trouble' }
    })
    if ('refused' in decision) {
      const { refused } = decision
      log.warn({ gate: gateId, ...seen, reason: refused }, 'entry refused')
      deps.decided?.(refused, seen.shopper)
      return { open: false, reason: refused, message: refusalSentences[refused] }
    }
    log.info({ gate: gateId, ...seen, party: decision.party }, 'entry opened')
    deps.decided?.('open', seen.shopper)
    return { open: true, party: decision.party }
  }

  /** The order is the rule [EP6]: what costs nothing first, what costs money last. */
  async function decide(
    gateId: string,
    passText: string,
    nowMs: number,
    seen: { shopper?: string; jti?: string; visitId?: string },
  ): Promise<Decision> {
    if (!entryGates.has(gateId)) return { refused: 'not-an-entry' }
    const pass = passes.verify(passText, nowMs)
    if (!pass.genuine) return { refused: pass.reason }
    const { shopper, party, jti, expiresAtMs } = pass
    Object.assign(seen, { shopper, jti })
    if (!(await used.use(jti, nowMs, expiresAtMs))) return { refused: 'already-used' }
    const account = await accounts.byId(shopper)
    if (!account) return { refused: 'unknown-account' }
    if (await debts.owes(shopper)) return { refused: 'unpaid-visit' }

    // No await between these checks and the reservation: they are one step.
    if (entering.has(shopper) || visits.isOpen(shopper)) return { refused: 'already-inside' }
    if (visits.peopleInside() + peopleIn(entering) + party > policy.capacity) return { refused: 'store-full' }
    entering.set(shopper, party)
    try {
      const visitId = visits.nextVisitId(shopper, nowMs)
      seen.visitId = visitId
      return await enter({ visitId, gateId, shopper, party, nowMs }, account)
    } finally {
      entering.delete(shopper)
    }
  }

  async function enter(visit: Parameters<GateVisits['open']>[0], account: GateAccount): Promise<Decision> {
    const { visitId, party } = visit
    let isOpen = false
    let mayBeHeld = true
    try {
      const outcome = await holds.hold(visitId, account, policy.currency)
      mayBeHeld = outcome !== 'declined'
      if (outcome !== 'held') return { refused: `payment-${outcome}` }
      await visits.open(visit)
      isOpen = true
      return { party }
    } finally {
      if (!isOpen && mayBeHeld) giveBack(visitId)
    }
  }

  /** The shopper at the gate does not wait for it; what fails here is found again by the charging worker's own records. */
  function giveBack(visitId: string): void {
    holds.release(visitId).catch((error: unknown) => {
      log.error({ visitId, err: error }, 'a hold for a visit that did not begin was not given back yet')
    })
  }

  return { scan }
}

type Decision = { readonly party: number } | { readonly refused: GateRefusal }

const peopleIn = (entering: ReadonlyMap<string, number>): number => [...entering.values()].reduce((a, b) => a + b, 0)
