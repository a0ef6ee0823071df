import express, { type Express } from 'express'
import type { Logger } from 'pino'
import type { BankInbox } from '../workers/bank-inbox.ts'
import { answerProblems, notFound } from './answer-problems.ts'
import { type ApiDeps, apiOperations } from './api.ts'
import { bankNotices } from './bank-notices.ts'
import { docsRoutes } from './docs.ts'
import { type HealthDeps, healthRoutes } from './health.ts'
import { page } from './pages.ts'
import type { houseLimits } from './rate-limits.ts'
import { requestLog } from './request-log.ts'
import { sameOriginOnly, securityHeaders } from './security.ts'
import { serveOperations } from './serve-operation.ts'

export interface AppDeps extends ApiDeps, HealthDeps {
  readonly now: () => number
  readonly inbox: Pick<BankInbox, 'receive'>
  /** For how long things take; `performance.now`. */
  readonly monotonicMs: () => number
  readonly publicOrigin: string
  readonly trustProxy: number
  readonly limits: typeof houseLimits
  /** Folders of the built apps. */
  readonly shopperDist: string
  readonly floorDist: string
  readonly log: Logger
}

/** Everything that is asked over HTTP. socket.io is attached to the same server beside it. */
export function createApp(deps: AppDeps): Express {
  const { publicOrigin, log } = deps
  const operations = apiOperations(deps)
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', deps.trustProxy)
  app.set('query parser', 'simple')
  app.set('case sensitive routing', true)

  app.use(requestLog(deps))
  app.use(securityHeaders(publicOrigin))
  app.use(sameOriginOnly(publicOrigin))
  app.use(healthRoutes(deps))
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  app.use(bankNotices(deps.inbox))
  app.use(docsRoutes(operations))
  app.use(serveOperations(operations, deps))
  app.get('/', (_request, response) => response.redirect(302, '/shopper/'))
  app.use(page('/shopper', deps.shopperDist))
  app.use(page('/floor', deps.floorDist))
  app.use(notFound)
  app.use(answerProblems(log))
  return app
}
