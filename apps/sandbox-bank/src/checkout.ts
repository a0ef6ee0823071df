import express, { type Request, Router } from 'express'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { isCard, paymentMethodObject, testCards } from './cards.ts'
import { cardPage } from './card-page.ts'
import { CreateSession, RetrieveSession } from './requests.ts'
import { requestError } from './stripe-objects.ts'

/** Somebody is on their way to add a card. Forgotten with the process: who is not back by then begins anew. */
interface Session {
  readonly id: string
  readonly customer: string
  readonly asked: z.infer<typeof CreateSession>
  readonly page: string
  /** What they chose. */
  readonly method?: string
}

/** Stripe's Checkout in setup mode: the merchant begins it, the card's owner ends it on a page of the bank [SB9]. */
export function openCheckout(): { readonly api: Router; readonly pages: Router } {
  const sessions = new Map<string, Session>()
  const sessionOf = ({ params }: Request): Session | undefined => sessions.get(z.string().parse(params['id']))

  const api = Router()
  api.post('/checkout/sessions', (request, response) => {
    const asked = CreateSession.safeParse(request.body ?? {})
    if (!asked.success) return void response.status(400).json(requestError(z.prettifyError(asked.error)))
    const [id, customer] = [named('cs_test'), named('cus')]
    const page = `${request.protocol}://${request.get('host')}/checkout/${id}`
    sessions.set(id, { id, customer, asked: asked.data, page })
    response.json(sessionObject(sessions.get(id)!))
  })
  api.get('/checkout/sessions/:id', (request, response) => {
    const asked = RetrieveSession.safeParse(request.query)
    const session = sessionOf(request)
    if (!asked.success) return void response.status(400).json(requestError(z.prettifyError(asked.error)))
    if (!session) return void response.status(404).json(requestError('No such checkout.session', 'resource_missing'))
    response.json(sessionObject(session))
  })
  api.get('/payment_methods/:id', (request, response) => {
    const method = z.string().parse(request.params['id'])
    if (isCard(method)) return void response.json(paymentMethodObject(method))
    response.status(404).json(requestError(`No such PaymentMethod: '${method}'`, 'resource_missing'))
  })

  const pages = Router()
  pages.get('/checkout/:id', (request, response) => {
    const session = sessionOf(request)
    const language = request.acceptsLanguages('zh', 'en') === 'zh' ? 'zh' : 'en'
    if (!session || session.method !== undefined) return void response.status(404).send(cardPage(language))
    response.send(cardPage(language, { action: session.page, cancelUrl: session.asked.cancel_url }))
  })
  pages.post('/checkout/:id', express.urlencoded({ extended: false }), (request, response) => {
    const session = sessionOf(request)
    const chosen = Choice.safeParse(request.body)
    if (!session || !chosen.success) return void response.status(400).send(cardPage('en'))
    // The first choice stands: the page may be sent twice.
    if (session.method === undefined) sessions.set(session.id, { ...session, method: chosen.data.card })
    response.redirect(303, session.asked.success_url.replace('{CHECKOUT_SESSION_ID}', session.id))
  })
  return { api, pages }
}

const Choice = z.object({ card: z.enum(testCards.map(({ method }) => method)) })

const named = (kind: string): string => `${kind}_${randomUUID().replaceAll('-', '')}`

/** As it is with `expand[]=setup_intent.payment_method`. */
function sessionObject({ id, customer, asked, page, method }: Session): object {
  const isComplete = method !== undefined
  return {
    id,
    object: 'checkout.session',
    mode: 'setup',
    livemode: false,
    status: isComplete ? 'complete' : 'open',
    url: isComplete ? null : page,
    client_reference_id: asked.client_reference_id ?? null,
    customer: isComplete ? customer : null,
    setup_intent: {
      id: `seti_${id}`,
      object: 'setup_intent',
      status: isComplete ? 'succeeded' : 'requires_payment_method',
      payment_method: isComplete ? paymentMethodObject(method, customer) : null,
    },
  }
}
