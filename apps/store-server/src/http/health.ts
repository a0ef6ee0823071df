import express, { type Router } from 'express'
import { isSameSecret } from '../keys.ts'
import type { Metrics } from './metrics.ts'
import { HttpProblem } from './problem.ts'
import { methodNotAllowed } from './serve-operation.ts'

export interface HealthCheck {
  readonly name: string
  readonly isWell: boolean
  readonly says?: string
}

export interface HealthDeps {
  /** What must be well for the server to be asked anything: the database, the engine, the log's disk. */
  readonly ready: () => Promise<readonly HealthCheck[]>
  readonly isDraining: () => boolean
  readonly metrics: Metrics
  readonly metricsToken: string | undefined
}

/** Alive, ready, and how it goes: for whoever runs the process [HT13]. */
export function healthRoutes({ ready, isDraining, metrics, metricsToken }: HealthDeps): Router {
  const router = express.Router()
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/healthz', (_request, response) => void response.json({ alive: true }))
  router.get('/readyz', async (_request, response) => {
    const draining: HealthCheck[] = isDraining() ? [{ name: 'draining', isWell: false, says: 'shutting down' }] : []
    const checks = [...draining, ...(await ready())]
    const isReady = checks.every(({ isWell }) => isWell)
    response.status(isReady ? 200 : 503).json({ ready: isReady, checks })
  })
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- express 5 hands a rejection on to the error handler
  router.get('/metrics', async (request, response) => {
    const token = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
    const isAllowed = metricsToken === undefined ? isLocal(request.ip) : isSameSecret(token ?? '', metricsToken)
    if (!isAllowed)
      throw new HttpProblem(403, 'http.metrics-closed', 'Metrics are for this machine, or for METRICS_TOKEN as Bearer.')
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  router.all(['/healthz', '/readyz', '/metrics'], methodNotAllowed(['GET', 'HEAD']))
  return router
}

const isLocal = (ip: string | undefined): boolean => /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(ip ?? '')
