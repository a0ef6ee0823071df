import { expect, test } from 'vitest'
import { z } from 'zod'
import { asking } from './asking.ts'

const Answer = z.object({ count: z.int() })
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const refusal = { type: '#', title: 'No', status: 409, detail: 'Not now.', code: 'store.shut' }

function store(answer: Response | Error) {
  const asked: { path: string; request: RequestInit | undefined }[] = []
  const request = (path: unknown, init?: RequestInit) => {
    asked.push({ path: String(path), request: init })
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  return { ask: asking(request), asked }
}

test.each([
  ['an answer', json(200, { count: 3 }), { ok: true, value: { count: 3 } }],
  ['a problem', json(409, refusal), { ok: false, trouble: { kind: 'problem', problem: refusal } }],
  ['no network', new TypeError('Failed to fetch'), { ok: false, trouble: { kind: 'unreachable' } }],
  [
    'a proxy’s apology',
    new Response('<h1>Bad gateway', { status: 502 }),
    { ok: false, trouble: { kind: 'unreachable' } },
  ],
  ['another shape', json(200, { count: 'many' }), { ok: false, trouble: { kind: 'garbled' } }],
  ['no JSON at all', new Response('welcome', { status: 200 }), { ok: false, trouble: { kind: 'garbled' } }],
  ['a refusal in other words', json(404, { error: 'gone' }), { ok: false, trouble: { kind: 'garbled' } }],
])('[SL1] %s is told apart', async (_, answer, outcome) => {
  expect(await store(answer).ask('/api/count', Answer)).toEqual(outcome)
})

test('[SL2] a body makes it a POST; a token goes along only where it is given', async () => {
  const { ask, asked } = store(json(200, { count: 1 }))
  await ask('/api/count', Answer)
  await ask('/api/count', Answer, { body: { add: 1 }, token: 'a-token' })
  expect(asked.map(({ request }) => [request?.method, request?.body, request?.headers])).toEqual([
    ['GET', undefined, { accept: 'application/json' }],
    [
      'POST',
      '{"add":1}',
      { accept: 'application/json', 'content-type': 'application/json', authorization: 'Bearer a-token' },
    ],
  ])
})
