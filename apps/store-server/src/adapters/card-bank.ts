import { defineFault } from '@store/kernel/fault.ts'

/**
 * Where shoppers tell the bank their cards. No number of a card ever reaches this server: its owner types it on a page of
 * the bank's, and we are told a name for it. Everything here throws `CardsUnreachable` where the bank does not answer.
 */
export interface CardBank {
  /** Answers the page to send the card's owner to. `{CARD}` in `returnUrl` is where the bank puts what `added` is asked with. */
  readonly begin: (order: CardOrder) => Promise<{ readonly url: string }>
  /** The card that was typed; `undefined` where none was (yet), where it was for another account, and for any other name. */
  readonly added: (ref: string, accountId: string) => Promise<Card | undefined>
  /** How a card that is charged under this name is spoken of; `undefined` where the bank does not know it. */
  readonly describe: (method: string) => Promise<Card | undefined>
}

export interface CardOrder {
  readonly accountId: string
  readonly returnUrl: string
  readonly cancelUrl: string
}

/** `method` is the bank's name for it, with which it is charged. */
export interface Card {
  readonly method: string
  /** As the bank writes it: `visa`. */
  readonly brand: string
  readonly last4: string
  readonly expires: { readonly month: number; readonly year: number }
}

export const CardsUnreachable = defineFault(
  'bank.cards-unreachable',
  'unavailable',
  () => 'The bank cannot be asked about cards at the moment; try again in a while.',
)
