import type { Party } from './round.ts'
import { shopperAccount, type PassInHand, type ShopperAccount } from './shopper-account.ts'

/** The accounts of everyone who shops: few people who come again, each in the store at most once at a time. */
export interface ShopperCrowd {
  pass(party: Party): Promise<PassInHand>
  /** The account that this person's shopping is charged to, as far as it is known. */
  accountOf(person: string): string
  /** The visit is over; the account may come again once its receipt can be there. */
  gone(party: Party): void
  /** The store takes this account to be inside, from a run before this one: the party comes again on another. */
  isInside(party: Party): void
}

/** Until the receipt of the last visit is there, the store takes a shopper to be inside still, milliseconds. */
const RESTS_MS = 30_000
/** A store that did not see somebody leave keeps their visit open for hours; this one's accounts can do without them. */
const INSIDE_FOR_MS = 4 * 3_600_000

export function shopperCrowd(serverUrl: string, seed: number, now: () => number): ShopperCrowd {
  const accounts: ShopperAccount[] = []
  const taken = new Map<string, number>()
  const freeFromMs: number[] = []
  const names = new Map<string, string>()

  function accountFor(party: Party): ShopperAccount {
    const busy = new Set(taken.values())
    const known = taken.get(party.id)
    const rested = accounts.findIndex((_, n) => !busy.has(n) && (freeFromMs[n] ?? 0) <= now())
    const n = known ?? (rested === -1 ? accounts.length : rested)
    taken.set(party.id, n)
    return (accounts[n] ??= shopperAccount(serverUrl, seed, n + 1, now))
  }

  return {
    async pass(party) {
      const pass = await accountFor(party).pass(party.people.length)
      for (const { id } of party.people) names.set(id, pass.shopper)
      return pass
    },
    accountOf: (person) => names.get(person) ?? person,
    gone: (party) => release(party, RESTS_MS),
    isInside: (party) => release(party, INSIDE_FOR_MS),
  }

  function release(party: Party, restsMs: number): void {
    const n = taken.get(party.id)
    if (n === undefined) return
    taken.delete(party.id)
    freeFromMs[n] = now() + restsMs
  }
}
