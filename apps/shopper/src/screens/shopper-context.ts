import { createContext, use } from 'react'
import type { Account, ShopperClient } from '../client/shopper-client.ts'

/** What every screen of a signed-in shopper has at hand. `now` is the phone's clock; `leave` goes to a page of another site. */
export interface Shopper {
  readonly client: ShopperClient
  readonly account: Extract<Account, { status: 'signed-in' }>
  readonly now: () => number
  readonly leave: (url: string) => void
}

export const ShopperContext = createContext<Shopper | undefined>(undefined)

export function useShopper(): Shopper {
  const shopper = use(ShopperContext)
  if (!shopper) throw new Error('Invariant broken: this screen is only for who is signed in')
  return shopper
}
