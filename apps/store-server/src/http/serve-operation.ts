import express, { type RequestHandler, type Response, type Router } from 'express'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Account } from '../commands/account-book.ts'
import type { AccountDesk } from '../commands/accounts.ts'
import type { Answered, Operation } from './operation.ts'
import { HttpProblem } from './problem.ts'
import { rateLimiters, type houseLimits } from './rate-limits.ts'

export interface ServingDeps {
  readonly accounts: Pick<AccountDesk, 'identify'>
  readonly now: () => number
  readonly limits: typeof houseLimits
}

/** The largest request of the API has some 700 bytes. */
const MOST_BODY = '16kb'

/** Serves the operations, and answers what they do not: another method 405, another content 415 [HT8]. */
export function serveOperations(operations: readonly Operation[], deps: ServingDeps): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const people = new WeakMap<object, Account>()
  const limiters = rateLimiters(deps.limits, (request) => people.get(request)?.id)

  /** Who asks, from `Authorization: Bearer`; what they may is decided by the book, not by the token. */
  const admitting =
    (who: Operation['who']): RequestHandler =>
    async (request, _response, next) => {
      const [scheme, token, ...more] = (request.get('authorization') ?? '').split(' ')
      const isBearer = scheme?.toLowerCase() === 'bearer' && token !== undefined && more.length === 0
      const account = isBearer ? await deps.accounts.identify(token, deps.now()) : undefined
      if (!account) throw notSignedIn()
      if (who === 'staff' && account.role !== 'staff')
        throw new HttpProblem(403, 'http.staff-only', 'This is for staff; sign in with an account of the staff.')
      people.set(request, account)
      next()
    }

  for (const operation of operations) {
    const { method, who, limit, body } = operation
    const steps: RequestHandler[] = [
      ...(who === 'anyone' ? [] : [admitting(who)]),
      ...(body ? [onlyJson, express.json({ limit: MOST_BODY, type: 'application/json', inflate: false })] : []),
      ...(limit ? limiters.before(limit) : []),
      async (request, response) => {
        const answered = await operation.run({
          body: request.body ?? {},
          query: request.query,
          id: pathId(request.params['id']),
          nowMs: deps.now(),
          account: people.get(request),
        })
        await send(response, operation.answer.status, answered)
      },
    ]
    router[method](expressPath(operation.path), ...steps)
  }

  for (const path of new Set(operations.map((one) => one.path))) {
    const methods = operations.filter((one) => one.path === path).flatMap(({ method }) => allowed[method])
    router.all(expressPath(path), methodNotAllowed(methods))
  }
  return router
}

const allowed = { get: ['GET', 'HEAD'], post: ['POST'] } as const

export const methodNotAllowed =
  (methods: readonly string[]): RequestHandler =>
  (request) => {
    const list = methods.join(', ')
    const detail = `${request.method} is not possible here; possible: ${list}.`
    throw new HttpProblem(405, 'http.method-not-allowed', detail, { headers: { Allow: list } })
  }

/** Visit ids have slashes, which some proxies unescape on the way. */
const expressPath = (path: string): string => path.replace('{id}', '*id')

const pathId = (id: string | readonly string[] | undefined): string =>
  typeof id === 'string' ? id : (id ?? []).join('/')

/** A body that is not said to be JSON is not read as if it were; no body at all is an empty request. */
const onlyJson: RequestHandler = (request, _response, next) => {
  const hasBody = request.headers['transfer-encoding'] !== undefined || (request.get('content-length') ?? '0') !== '0'
  if (hasBody && request.is('application/json') === false)
    throw new HttpProblem(415, 'http.not-json', 'Send the body as JSON, with Content-Type: application/json.')
  next()
}

const notSignedIn = (): HttpProblem =>
  new HttpProblem(401, 'http.not-signed-in', 'Sign in first, and send the token as Authorization: Bearer TOKEN.')

async function send(response: Response, status: number, answered: Answered): Promise<void> {
  if (answered.kind === 'json') {
    response.status(status).json(answered.value)
    return
  }
  // The first line is fetched before the status is sent: what cannot be exported is still a problem, not half a file.
  const lines = answered.lines[Symbol.asyncIterator]()
  const first = await lines.next()
  response.status(status).attachment(answered.fileName).type('application/x-ndjson')
  await pipeline(Readable.from(continued(first, lines)), response)
}

async function* continued(first: IteratorResult<string, unknown>, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
