/** The cards of this bank: those that Stripe has for tests, under Stripe's names for them. */
export interface TestCard {
  readonly method: string
  readonly brand: string
  readonly last4: string
}

/** On the page on which somebody adds a card. Any other `pm_card_…` is a good one as well. */
export const testCards: readonly TestCard[] = [
  { method: 'pm_card_visa', brand: 'visa', last4: '4242' },
  { method: 'pm_card_mastercard', brand: 'mastercard', last4: '4444' },
  { method: 'pm_card_unionpay', brand: 'unionpay', last4: '0005' },
  { method: 'pm_card_chargeDeclinedInsufficientFunds', brand: 'visa', last4: '9995' },
  { method: 'pm_card_chargeDeclinedExpiredCard', brand: 'visa', last4: '0069' },
]

/** Stripe's own test cards that are declined; every other `pm_card_…` is good. */
export const declines: Readonly<Record<string, string>> = {
  pm_card_chargeDeclined: 'generic_decline',
  pm_card_visa_chargeDeclined: 'generic_decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_visa_chargeDeclinedLostCard: 'lost_card',
  pm_card_visa_chargeDeclinedStolenCard: 'stolen_card',
  pm_card_chargeDeclinedExpiredCard: 'expired_card',
  pm_card_chargeDeclinedProcessingError: 'processing_error',
  pm_card_authenticationRequired: 'authentication_required',
}

export const isCard = (method: string): boolean => method.startsWith('pm_card_')

const VALID_UNTIL = { exp_month: 12, exp_year: 2034 }

/** A card as Stripe's API shows it. */
export function paymentMethodObject(method: string, customer: string | null = null): object {
  const { brand, last4 } = testCards.find((card) => card.method === method) ?? testCards[0]!
  return { id: method, object: 'payment_method', type: 'card', customer, card: { brand, last4, ...VALID_UNTIL } }
}
