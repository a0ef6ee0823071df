import type { ErrorRequestHandler, RequestHandler } from 'express'
import { type GateLog as Log } from '../commands/gate-desk.ts'
import { HttpProblem, problemOf } from './problem.ts'

export const notFound: RequestHandler = (request) => {
  throw new HttpProblem(404, 'http.not-found', `There is nothing at ${request.path}; see /api/docs for what there is.`)
}

/** Whatever was thrown becomes one RFC 9457 problem; what nobody foresaw is logged in full and told in none [HT8]. */
export function answerProblems(log: Pick<Log, 'error'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = asHttp(error)
    const problem = problemOf(known)
    if (problem.status === 500) log.error({ requestId: response.get('X-Request-Id'), err: known }, 'a request failed')
    if (response.headersSent) {
      // Half an answer is out. Breaking off is the only way left to say that it is not whole.
      response.destroy()
      return
    }
    if (known instanceof HttpProblem)
      for (const [name, value] of Object.entries(known.headers)) response.set(name, value)
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer')
    response.status(problem.status).set('Cache-Control', 'no-store').type('application/problem+json')
    if (request.method === 'HEAD') response.end()
    else response.send(JSON.stringify(problem))
    void next
  }
}

const fromFramework: Readonly<Record<number, readonly [code: `http.${string}`, detail: string]>> = {
  400: ['http.malformed', 'The request cannot be read: its body is not JSON, or its address is wrongly escaped.'],
  403: ['http.forbidden', 'This cannot be served.'],
  404: ['http.not-found', 'There is nothing here.'],
  413: ['http.too-large', 'The body of the request is too large; 16 kB are plenty for everything here.'],
  415: ['http.not-json', 'Send the body as plain JSON in UTF-8, not compressed.'],
}

/** Errors of express and its parsers carry a status; their own words may quote the body, so ours are used. */
function asHttp(error: unknown): unknown {
  if (error instanceof HttpProblem || typeof error !== 'object' || error === null || !('status' in error)) return error
  const { status } = error
  if (typeof status !== 'number' || status < 400 || status >= 500) return error
  const [code, detail] = fromFramework[status] ?? ['http.refused', 'The request cannot be served.']
  return new HttpProblem(status, code, detail)
}
