/** For tests only: the bank's page for cards without a network in between. */
import { type Card, type CardBank, CardsUnreachable } from './card-bank.ts'

export interface ScriptedCards extends CardBank {
  /** As if the card's owner had typed it on that page; answers the address to which their browser is sent. */
  type(url: string, method: string): string
  /** Until it is told otherwise: nobody answers. */
  isDown: boolean
}

export function scriptedCards(): ScriptedCards {
  const begun: { readonly accountId: string; readonly returnUrl: string; card?: Card }[] = []
  const answering = <Answer>(answer: Answer): Promise<Answer> =>
    cards.isDown ? Promise.reject(CardsUnreachable({})) : Promise.resolve(answer)

  const cards: ScriptedCards = {
    isDown: false,
    begin: ({ accountId, returnUrl }) =>
      answering({ url: `http://bank.test/cards/${begun.push({ accountId, returnUrl }) - 1}` }),
    added(ref, accountId) {
      const one = begun[Number(ref)]
      return answering(one?.accountId === accountId ? one.card : undefined)
    },
    describe: (method) => answering(method.startsWith('unknown') ? undefined : cardNamed(method)),
    type(url, method) {
      const ref = url.slice(url.lastIndexOf('/') + 1)
      const one = begun[Number(ref)]!
      one.card = cardNamed(method)
      return one.returnUrl.replace('{CARD}', ref)
    },
  }
  return cards
}

function cardNamed(method: string): Card {
  const last4 = method.slice(-4).padStart(4, '0')
  return { method, brand: 'visa', last4, expires: { month: 12, year: 2034 } }
}
