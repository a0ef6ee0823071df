/** Test-only: a store that answers the shopper app as the contract says, and walks one visit when told to. */
import {
  Credentials,
  type DebtList,
  EntryPassRequest,
  Problem,
  Registration,
  type EntryPass,
  type PaymentMethods,
  type SignedIn,
} from '@store/contract/http.ts'
import type { ShopperClientEvents, ShopperServerEvents, Visit } from '@store/contract/visit.ts'
import express, { type Response } from 'express'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { builtApp } from '../../../tests/journeys/built-app.ts'

export interface FakeStore {
  readonly url: string
  /** Puts visits, live. */
  put(...visits: Visit[]): void
  /** A gate has read the pass and stays shut. */
  refuse(reason: string): void
  /** From now on nothing is answered, or answered again. */
  silence(isSilent: boolean): void
  close(): Promise<void>
}

export async function fakeStore(receipts: readonly Visit[] = [], port = 0): Promise<FakeStore> {
  const app = express()
  const http = createServer(app)
  const io = new Server<ShopperClientEvents, ShopperServerEvents>(http)
  const visits = new Map<string, Visit>()
  let revision = 0
  let isSilent = false
  let passes = 0

  app.use(express.json())
  app.use('/api', (_request, response, next) => {
    if (isSilent) response.socket?.destroy()
    else next()
  })
  app.post('/api/sign-in', (request, response) => {
    const { email, password } = Credentials.parse(request.body)
    if (password === 'wrong password') refuse(response, 401, 'account.wrong-credentials')
    else response.status(201).json(signedIn(email))
  })
  app.post('/api/accounts', (request, response) => {
    const { email } = Registration.parse(request.body)
    if (email === 'taken@example.com') refuse(response, 409, 'account.email-taken')
    else response.status(201).json(signedIn(email))
  })
  app.post('/api/entry-passes', (request, response) => {
    const { party } = EntryPassRequest.parse(request.body)
    response.status(201).json(entryPass(party, ++passes))
  })
  app.get('/api/receipts', (_request, response) => void response.json({ receipts }))
  app.get('/api/receipts/:id', (request, response) => {
    const found = receipts.find(({ id }) => id === request.params.id)
    if (found) response.json(found)
    else refuse(response, 404, 'receipt.unknown')
  })
  app.get('/api/debts', (_request, response) => {
    const debts = receipts.flatMap(({ id: visitId, payment, total: due, enteredAt: since }) =>
      payment === 'unpaid' ? [{ visitId, due, since, payAt: `/shopper/pay/${visitId}`, refused: ['pm_1'] }] : [],
    )
    response.json({ debts } satisfies DebtList)
  })
  app.get('/api/payment-methods', (_request, response) => void response.json(cards))
  app.use(builtApp('shopper'))

  const shoppers = io.of('/shopper')
  shoppers.use((socket, next) =>
    next(typeof socket.handshake.auth['token'] === 'string' ? undefined : new Error('Not signed in')),
  )
  shoppers.on('connection', (socket) => {
    socket.on('visit:join', (_request, reply) => reply({ ok: true, value: { revision, visits: [...visits.values()] } }))
  })

  await new Promise<void>((resolve) => http.listen(port, resolve))
  const address = http.address()
  assert(address !== null && typeof address === 'object')
  return {
    url: `http://localhost:${address.port}`,
    put(...changed) {
      for (const visit of changed) visits.set(visit.id, visit)
      shoppers.emit('visit:patched', { after: revision, revision: ++revision, put: changed, drop: [] })
    },
    refuse: (reason) => void shoppers.emit('pass:refused', { reason, message: 'The gate stays shut.' }),
    silence(next) {
      isSilent = next
    },
    async close() {
      await io.close()
    },
  }
}

const cards: PaymentMethods = {
  methods: [
    { method: 'pm_1', brand: 'visa', last4: '4242', expires: { month: 12, year: 2034 } },
    { method: 'pm_2', brand: 'mastercard', last4: '4444', expires: { month: 3, year: 2031 } },
  ],
}

function signedIn(email: string): SignedIn {
  const me = { id: 'a1', email, displayName: 'Ada', role: 'shopper' as const }
  return { token: 'a-token', expiresAt: new Date(Date.now() + 3_600_000).toISOString(), me }
}

/** As long as a real one, so that the code on the screen has its real density. */
function entryPass(party: number, count: number): EntryPass {
  const now = Date.now()
  const after = (seconds: number) => new Date(now + seconds * 1000).toISOString()
  const claims = { sub: 'a1c9e0f2', party, jti: `pass-${count}`, aud: 'corner-shop', exp: now }
  const pass = ['{"alg":"HS256","kid":"k1"}', JSON.stringify(claims), 'signature-of-thirty-two-octets!!']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')
  return { pass, party, issuedAt: after(0), renewAt: after(20), expiresAt: after(30) }
}

function refuse(response: Response, status: number, code: string): void {
  const problem = { type: `/api/docs#${code}`, title: 'Refused', status, detail: `The store says: ${code}.`, code }
  response.status(status).type('application/problem+json').json(Problem.parse(problem))
}
