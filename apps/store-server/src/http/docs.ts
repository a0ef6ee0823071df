import express, { type Router } from 'express'
import { docsPage, docsStyle } from './docs-page.ts'
import { openApi } from './openapi.ts'
import type { Operation } from './operation.ts'
import { methodNotAllowed } from './serve-operation.ts'

export function docsRoutes(operations: readonly Operation[]): Router {
  const document = openApi(operations)
  const page = docsPage(document)
  const router = express.Router()
  router.get('/api/openapi.json', (_request, response) => void response.json(document))
  router.get('/api/docs', (_request, response) => void response.type('html').send(page))
  router.get('/api/docs/style.css', (_request, response) => void response.type('css').send(docsStyle))
  router.all(['/api/openapi.json', '/api/docs', '/api/docs/style.css'], methodNotAllowed(['GET', 'HEAD']))
  return router
}
