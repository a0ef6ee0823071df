import express, { type Router } from 'express'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { HttpProblem } from './problem.ts'

/**
 * One built single-page app below `base`. Files under assets/ carry a hash in their names and never change; everything
 * else is asked for again each time, so that a new build is seen at once [HT14].
 */
export function page(base: '/shopper' | '/floor', dist: string): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const index = join(dist, 'index.html')
  const files = express.static(dist, {
    index: false,
    redirect: false,
    fallthrough: true,
    setHeaders: (response, path) => {
      const isHashed = path.startsWith(join(dist, 'assets'))
      response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  router.get(base, (_request, response) => response.redirect(308, `${base}/`))
  router.use(base, files)
  router.get(`${base}/{*path}`, (request, response, next) => {
    // An address with a dot names a file, which would have been found above.
    if (/\.[^/]*$/.test(request.path)) {
      next()
      return
    }
    if (!existsSync(index))
      throw new HttpProblem(503, 'http.page-not-built', `The page ${base} is not built yet; run: npm run build`)
    response.set('Cache-Control', 'no-cache').sendFile(index)
  })
  return router
}
