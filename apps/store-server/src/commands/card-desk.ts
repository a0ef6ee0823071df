import type { CardOnFile } from '@store/contract/http.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { type Card, type CardBank, CardsUnreachable } from '../adapters/card-bank.ts'
import { inTurns } from '../workers/in-turn.ts'
import type { Account, AccountBook } from './account-book.ts'

/** The cards of an account, in the order in which they are asked. They come from the bank, and from nowhere else [MD13]. */
export interface CardDesk {
  cards(account: Account): Promise<CardOnFile[]>
  /** The page of the bank on which a card is told. `payFor`: a visit that it is to pay. Throws `CardsUnreachable`. */
  begin(account: Account, payFor: string | undefined): Promise<{ url: string }>
  /** After that: the card is the last to be asked. Told twice it is one. Throws `CardNotAdded`, `TooManyCards`. */
  add(account: Account, ref: string): Promise<{ added: string; methods: CardOnFile[] }>
  /** What is left out is forgotten. Throws `CardUnknown` for what is not the account's own. */
  arrange(account: Account, methods: readonly string[]): Promise<CardOnFile[]>
}

export const CardUnknown = defineFault(
  'card.unknown',
  'refused',
  () => 'This is no card of your account; see /api/payment-methods, or add it at /api/cards.',
)

export const CardNotAdded = defineFault(
  'card.not-added',
  'not-found',
  () => 'No card was added there by this account; begin again at /api/cards.',
)

export const TooManyCards = defineFault(
  'card.too-many',
  'refused',
  (d: { most: number }) => `An account has ${d.most} cards at most; remove one, then add this one again.`,
)

/** Each of them is asked in turn while somebody waits at a gate. */
const MOST_CARDS = 5
/** A few hundred bytes each. */
const MOST_SEEN = 10_000

export const methodsOf = ({ paymentMethod, nextMethods = [] }: Account): [string, ...string[]] => [
  paymentMethod,
  ...nextMethods,
]

export function cardDesk({
  bank,
  book,
  publicOrigin,
}: {
  readonly bank: CardBank
  readonly book: Pick<AccountBook, 'byId' | 'setPaymentMethods'>
  readonly publicOrigin: string
}): CardDesk {
  const turns = inTurns()
  const seen = new Map<string, Card>()

  /** Of two changes at once none is lost. */
  const change = <Answer>(
    account: Account,
    run: (methods: readonly [string, ...string[]]) => Promise<Answer>,
  ): Promise<Answer> => turns(account.id, async () => run(methodsOf((await book.byId(account.id)) ?? account)))

  /** Without an answer of the bank they are still there, and their order is. */
  const described = (methods: readonly string[]): Promise<CardOnFile[]> =>
    Promise.all(
      methods.map(async (method) => {
        const card = seen.get(method) ?? (await bank.describe(method).catch(unreachable))
        if (card) remember(card)
        return { ...card, method }
      }),
    )

  /** Whoever looks at their cards again and again asks the bank once. */
  function remember(card: Card): void {
    if (seen.size >= MOST_SEEN) seen.clear()
    seen.set(card.method, card)
  }

  return {
    cards: (account) => described(methodsOf(account)),

    begin: (account, payFor) => {
      const back = payFor === undefined ? '/shopper/account' : `/shopper/receipts/${encodeURIComponent(payFor)}`
      const query = payFor === undefined ? '' : `?pay=${encodeURIComponent(payFor)}`
      return bank.begin({
        accountId: account.id,
        returnUrl: `${publicOrigin}/shopper/cards/{CARD}${query}`,
        cancelUrl: `${publicOrigin}${back}`,
      })
    },

    async add(account, ref) {
      const card = await bank.added(ref, account.id)
      if (!card) throw CardNotAdded({})
      const methods = await change(account, async (own) => {
        if (own.includes(card.method)) return own
        if (own.length >= MOST_CARDS) throw TooManyCards({ most: MOST_CARDS })
        const [first, ...rest] = own
        const grown = [first, ...rest, card.method] as const
        await book.setPaymentMethods(account.id, [...grown])
        return grown
      })
      return { added: card.method, methods: await described(methods) }
    },

    arrange: (account, wanted) =>
      change(account, async (own) => {
        const [first, ...rest] = [...new Set(wanted)]
        if (first === undefined || [first, ...rest].some((one) => !own.includes(one))) throw CardUnknown({})
        await book.setPaymentMethods(account.id, [first, ...rest])
        return described([first, ...rest])
      }),
  }
}

function unreachable(error: unknown): undefined {
  if (!CardsUnreachable.is(error)) throw error
}
