import type { RequestHandler } from 'express'
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'

/** One line per request, with an id that the caller is told too. Neither query nor headers nor bodies are written [HT6]. */
export function requestLog(deps: { log: Logger; metrics: Metrics; monotonicMs: () => number }): RequestHandler {
  const { log, metrics, monotonicMs } = deps
  return (request, response, next) => {
    const startedMs = monotonicMs()
    const requestId = idOf(request.get('x-request-id'))
    response.set('X-Request-Id', requestId)
    const { method, path } = request
    response.once('close', () => {
      const tookMs = Math.round((monotonicMs() - startedMs) * 10) / 10
      const status = response.statusCode
      const isWhole = response.writableFinished
      metrics.request(method, status, tookMs)
      const level = status >= 500 ? 'error' : isPolled(path) ? 'debug' : 'info'
      log[level]({ requestId, method, path, status, tookMs, ...(!isWhole && { brokenOff: true }) }, 'request')
    })
    next()
  }
}

const isPolled = (path: string): boolean => path === '/healthz' || path === '/readyz' || path === '/metrics'

/** A proxy's id is kept if it looks like one: a line of the log must not be for a caller to write. */
const idOf = (given: string | undefined): string => (given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID())
