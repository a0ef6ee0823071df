import express, { type Router } from 'express'
import { join } from 'node:path'

const APPS = join(import.meta.dirname, '../../apps')

/** An app as `npx vite build` left it, at its own address, under rules as strict as the real server's: what it forbids must not be needed. */
export function builtApp(name: 'floor' | 'shopper'): Router {
  const dist = join(APPS, name, 'dist')
  const router = express.Router()
  router.use((_request, response, next) => {
    response.set(
      'Content-Security-Policy',
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'",
    )
    next()
  })
  router.use(`/${name}`, express.static(dist))
  router.get(`/${name}/{*path}`, (_request, response) => response.sendFile(join(dist, 'index.html')))
  return router
}
