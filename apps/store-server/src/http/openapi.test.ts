import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { appFixture } from './app-fixture.ts'

const Document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.partialRecord(
      z.enum(['get', 'post']),
      z.object({
        operationId: z.string(),
        security: z.array(z.record(z.string(), z.array(z.never()))),
        responses: z.record(z.string(), z.object({ description: z.string() })),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})

describe('[HT9] the OpenAPI document', async () => {
  const { app } = appFixture()
  const { text } = await request(app).get('/api/openapi.json')
  const document = Document.parse(JSON.parse(text))
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

  test('names everything that is served, each with an id of its own', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'post /api/accounts',
      'post /api/sign-in',
      'get /api/me',
      'post /api/entry-passes',
      'get /api/receipts',
      'get /api/receipts/{id}',
      'get /api/debts',
      'post /api/debts/{id}',
      'get /api/payment-methods',
      'post /api/payment-methods',
      'post /api/cards',
      'post /api/cards/{id}',
      'get /api/staff/charges',
      'get /api/staff/charges/{id}',
      'post /api/staff/charges/{id}',
      'get /api/staff/receipts/{id}',
      'get /api/staff/payments/{id}',
      'post /api/staff/payments/{id}',
      'get /api/staff/days/{id}',
      'post /api/staff/days/{id}',
      'get /api/disputes/{id}',
      'post /api/disputes/{id}',
      'get /api/articles',
      'get /api/staff/disputes',
      'post /api/staff/disputes/{id}',
      'post /api/device-tokens',
      'get /api/traces',
    ])
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids).toEqual([...new Set(ids)])
    expect(ids).toContain('postApiEntryPasses')
  })

  test('every reference leads somewhere', () => {
    const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1])
    expect(names.length).toBeGreaterThan(10)
    for (const name of names) expect(document.components.schemas).toHaveProperty([name ?? ''])
  })

  test('no body is described in place: what an app reads has a name', () => {
    const bodies = [...text.matchAll(/"application\/json":\{"schema":\{"([^"]+)"/g)].map((match) => match[1])
    expect(bodies.length).toBeGreaterThan(operations.length)
    expect(new Set(bodies)).toEqual(new Set(['$ref']))
  })

  test('is closed where the server is, and tells of the problems that the server answers', async () => {
    for (const { method, path, operation } of operations) {
      const asked = path.replace('{id}', 'x')
      const answer = await (method === 'get' ? request(app).get(asked) : request(app).post(asked))
      expect([method, path, answer.status === 401]).toEqual([method, path, operation.security.length > 0])
      expect(Object.keys(operation.responses)).toContain(String(answer.status))
    }
  })

  test('has the rules of the schemas that check', () => {
    expect(document.components.schemas['Registration']).toMatchObject({
      properties: { password: { minLength: 10, maxLength: 200 } },
      required: ['email', 'password', 'displayName'],
    })
    expect(document.components.schemas['EntryPassRequest']).not.toHaveProperty('required')
  })
})
