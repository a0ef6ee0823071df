import type { TFunction } from 'i18next'
import { en } from '../wording/en.ts'

type Known = keyof (typeof en)['payment']

const isKnown = (payment: string): payment is Known => Object.hasOwn(en.payment, payment)

/** The wire leaves payment open: a state this screen has no word for is shown as it came. */
export function paymentIn(t: TFunction, payment: string): string {
  return isKnown(payment) ? t(`payment.${payment}`) : payment
}
