/** The name under which we keep a card: its own, after its customer's where it has one, as Stripe charges it with both. */
export function keptCard(method: string): { readonly customer?: string; readonly paymentMethod: string } {
  const [customer, paymentMethod] = method.split('/')
  return customer !== undefined && paymentMethod !== undefined ? { customer, paymentMethod } : { paymentMethod: method }
}
