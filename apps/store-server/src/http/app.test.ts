import { EntryPass, Problem, SignedIn } from '@store/contract/http.ts'
import type { Visit } from '@store/contract/visit.ts'
import { defineFault } from '@store/kernel/fault.ts'
import request, { type Answer } from 'supertest'
import { describe, expect, test } from 'vitest'
import { appFixture, START } from './app-fixture.ts'
import { demoLimits } from './rate-limits.ts'

const ana = { email: 'ana@store.test', password: 'correct horse', displayName: 'Ana' }

async function signedIn(fixture = appFixture(), who = ana) {
  const { body } = await request(fixture.app).post('/api/accounts').send(who)
  const { token, me } = SignedIn.parse(body)
  return { ...fixture, token, me, bearer: `Bearer ${token}` }
}

async function staff(fixture = appFixture()) {
  await fixture.accounts.ensure({ ...ana, email: 'staff@store.test', role: 'staff' }, START)
  const { token } = await fixture.accounts.signIn({ ...ana, email: 'staff@store.test' }, START)
  return { ...fixture, bearer: `Bearer ${token}` }
}

const visit = (id: string): Visit => ({
  id,
  party: 1,
  storeId: 'corner-shop',
  storeName: 'Corner shop',
  status: 'sealed',
  enteredAt: '2026-11-22T11:00:00.000Z',
  sealedAt: '2026-11-22T11:05:00.000Z',
  lines: [{ gtin: '04006381333931', name: 'Oats', quantity: 2, unitPriceMinor: 199, confidence: 0.99, evidence: [] }],
  doubtful: [],
  total: { amountMinor: 398, currency: 'EUR' },
  payment: 'charged',
})

/** Every error is a problem in the full shape, whatever went wrong. */
function problemIn(answer: Answer, status: number): Problem {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(answer.status).toBe(status)
  const problem = Problem.parse(JSON.parse(answer.text))
  expect(problem.status).toBe(status)
  expect(problem.detail.length).toBeGreaterThan(10)
  return problem
}

describe('accounts', () => {
  test('[HT7] register, sign in, ask who one is', async () => {
    const { app, me } = await signedIn()
    const answer = await request(app).post('/api/sign-in').send({ email: 'ANA@store.test', password: ana.password })
    expect(answer.status).toBe(201)
    const { token } = SignedIn.parse(answer.body)
    const asked = await request(app).get('/api/me').set('Authorization', `Bearer ${token}`)
    expect(asked.body).toEqual(me)
    expect(asked.headers['cache-control']).toBe('no-store')
  })

  test('[HT7] no answer has a password or its hash, and nobody registers as staff', async () => {
    const { app } = appFixture()
    const answer = await request(app)
      .post('/api/accounts')
      .send({ ...ana, role: 'staff', id: 'mine' })
    expect(answer.text).not.toMatch(/argon2|correct horse|passwordHash/)
    expect(SignedIn.parse(answer.body).me.role).toBe('shopper')
  })

  test('[HT8] a taken address is a conflict, wrong credentials are 401 with a code of their own', async () => {
    const { app } = await signedIn()
    expect(problemIn(await request(app).post('/api/accounts').send(ana), 409).code).toBe('account.email-taken')
    const wrong = await request(app)
      .post('/api/sign-in')
      .send({ ...ana, password: 'incorrect horse' })
    expect(problemIn(wrong, 401).code).toBe('account.wrong-credentials')
  })
})

describe('[HT5] who may ask', () => {
  const closed = [
    ['get', '/api/me'],
    ['post', '/api/entry-passes'],
    ['get', '/api/receipts'],
    ['get', '/api/receipts/x'],
    ['get', '/api/traces?session=x'],
  ] as const

  test.each(closed)('%s %s needs a sign-in', async (method, path) => {
    const { app } = appFixture()
    const answer = await request(app)[method](path)
    expect(problemIn(answer, 401).code).toBe('http.not-signed-in')
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  })

  test('an expired token, a device token, an entry pass and garbage are none', async () => {
    const { app, token, clock, devices, passes } = await signedIn()
    const device = await devices.token(await devices.enrol({ id: 'gate-1', kind: 'gate' }, START), START)
    const { pass } = passes.issue({ shopper: 'x', party: 1 }, START)
    for (const header of [
      `Bearer ${device.token}`,
      `Bearer ${pass}`,
      'Bearer x',
      `Basic ${token}`,
      `Bearer ${token} x`,
      token,
    ])
      expect(problemIn(await request(app).get('/api/me').set('Authorization', header), 401).status).toBe(401)
    clock.nowMs += 12 * 3_600_000
    expect(problemIn(await request(app).get('/api/me').set('Authorization', `Bearer ${token}`), 401).status).toBe(401)
  })

  test('traces are for staff', async () => {
    const { app, bearer } = await signedIn()
    const answer = await request(app).get('/api/traces?session=x').set('Authorization', bearer)
    expect(problemIn(answer, 403).code).toBe('http.staff-only')
  })
})

test('[EP1] an entry pass is issued for who is signed in, for one unless asked otherwise', async () => {
  const { app, bearer, me, passes } = await signedIn()
  const alone = await request(app).post('/api/entry-passes').set('Authorization', bearer)
  expect(alone.status).toBe(201)
  expect(EntryPass.parse(alone.body).party).toBe(1)
  const three = EntryPass.parse(
    (await request(app).post('/api/entry-passes').set('Authorization', bearer).send({ party: 3 })).body,
  )
  expect(passes.verify(three.pass, START)).toMatchObject({ genuine: true, shopper: me.id, party: 3 })
  expect(
    problemIn(await request(app).post('/api/entry-passes').set('Authorization', bearer).send({ party: 99 }), 400)
      .status,
  ).toBe(400)
})

describe('[HT11] receipts', () => {
  test('are seen by their owner, whose ids have slashes, and by nobody else', async () => {
    const receipts: { accountId: string; visit: Visit }[] = []
    const { app, bearer, me } = await signedIn(appFixture({}, receipts))
    const other = await request(app)
      .post('/api/accounts')
      .send({ ...ana, email: 'ben@store.test' })
    receipts.push({ accountId: me.id, visit: visit('corner-shop/1/1') })
    const get = (path: string, authorization = bearer) => request(app).get(path).set('Authorization', authorization)

    expect((await get('/api/receipts')).body).toEqual({ receipts: [visit('corner-shop/1/1')] })
    for (const path of ['/api/receipts/corner-shop%2F1%2F1', '/api/receipts/corner-shop/1/1'])
      expect((await get(path)).body).toEqual(visit('corner-shop/1/1'))
    expect(problemIn(await get('/api/receipts/corner-shop/1/2'), 404).code).toBe('receipt.unknown')

    const others = `Bearer ${SignedIn.parse(other.body).token}`
    expect((await get('/api/receipts', others)).body).toEqual({ receipts: [] })
    expect(problemIn(await get('/api/receipts/corner-shop/1/1', others), 404).status).toBe(404)
  })
})

test('[DV3] a device gets its token for its key', async () => {
  const { app, devices } = appFixture()
  const credentials = await devices.enrol({ id: 'shelf-1', kind: 'plates' }, START)
  const answer = await request(app).post('/api/device-tokens').send(credentials)
  expect(answer.status).toBe(201)
  const wrong = await request(app)
    .post('/api/device-tokens')
    .send({ ...credentials, deviceId: 'shelf-2' })
  expect(problemIn(wrong, 401).code).toBe('device.refused')
})

describe('[HT17] traces', () => {
  test('are streamed line by line', async () => {
    const { app, bearer } = await staff()
    const answer = await request(app)
      .get('/api/traces?from=2026-11-22T11:00:00Z&to=2026-11-22T12:00:00Z')
      .set('Authorization', bearer)
      .buffer(true)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/)
    expect(answer.text).toBe('{"type":"header"}\n{"kind":"tracks"}\n')
  })

  test.each([
    '',
    '?from=2026-11-22T11:00:00Z',
    '?from=yesterday&to=2026-11-22T12:00:00Z',
    '?from=2026-11-22T12:00:00Z&to=2026-11-22T11:00:00Z',
    '?from=2026-11-20T12:00:00Z&to=2026-11-22T11:00:00Z',
    '?session=x&from=2026-11-22T12:00:00Z',
    '?session=x&session=y',
    '?session=x&everything=1',
  ])('a question that cannot be meant is refused: %s', async (query) => {
    const { app, bearer } = await staff()
    expect(problemIn(await request(app).get(`/api/traces${query}`).set('Authorization', bearer), 400).status).toBe(400)
  })

  test('what the log does not have is a problem, not half a file', async () => {
    const Gone = defineFault('log.gone', 'not-found', () => 'The log does not go back so far; ask for a later time.')
    const exportTrace = () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(Gone({})) }) })
    const { app, bearer } = await staff(appFixture({ exportTrace }))
    const answer = await request(app).get('/api/traces?session=x').set('Authorization', bearer)
    expect(problemIn(answer, 404).code).toBe('log.gone')
  })
})

describe('[HT8] every error is a problem', () => {
  test('nothing there: 404', async () => {
    const { app } = appFixture()
    for (const path of ['/nothing', '/api/nothing', '/api/me/', '/api/receipts/', '/assets/x.js'])
      expect(problemIn(await request(app).get(path), 404).status).toBe(404)
  })

  test('another method: 405, with those that are possible', async () => {
    const { app } = appFixture()
    for (const [path, allow] of [
      ['/api/sign-in', 'POST'],
      ['/api/me', 'GET, HEAD'],
      ['/healthz', 'GET, HEAD'],
      ['/api/docs', 'GET, HEAD'],
    ] as const) {
      const answer = await request(app).delete(path)
      expect(problemIn(answer, 405).status).toBe(405)
      expect(answer.headers['allow']).toBe(allow)
    }
    expect(problemIn(await request(app).options('/api/me'), 405).status).toBe(405)
  })

  test('too large: 413', async () => {
    const { app } = appFixture()
    const answer = await request(app)
      .post('/api/sign-in')
      .send({ ...ana, password: 'x'.repeat(20_000) })
    expect(problemIn(answer, 413).code).toBe('http.too-large')
  })

  test('not JSON: 415, compressed or in another alphabet neither', async () => {
    const { app } = appFixture()
    const post = (type: string) => request(app).post('/api/sign-in').set('Content-Type', type)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(problemIn(await post(type).send('email=a'), 415).status).toBe(415)
    expect(problemIn(await post('application/json').set('Content-Encoding', 'gzip').send('{}'), 415).status).toBe(415)
    expect(problemIn(await post('application/json; charset=ebcdic').send('{}'), 415).status).toBe(415)
  })

  test.each(['{', 'null', '"text"', '[]', '{"email": "a@b.test", "password": tru}'])(
    'malformed: 400 for %s, quoting nothing of it',
    async (body) => {
      const { app } = appFixture()
      const answer = await request(app).post('/api/sign-in').set('Content-Type', 'application/json').send(body)
      expect(problemIn(answer, 400).code).toBe('http.malformed')
      expect(answer.text).not.toContain('a@b.test')
    },
  )

  test('wrong fields are named, and what was in them is not repeated', async () => {
    const { app } = appFixture()
    const answer = await request(app).post('/api/accounts').send({ email: 'nobody', password: 'short' })
    const { fields } = problemIn(answer, 400)
    expect(fields?.map(({ path }) => path).sort()).toEqual(['displayName', 'email', 'password'])
    expect(answer.text).not.toContain('short"')
  })

  test('a wrongly escaped address: 400', async () => {
    const answer = await request(appFixture().app).get('/api/receipts/%E0%A4%A')
    expect(problemIn(answer, 400).code).toBe('http.malformed')
  })

  test('a surprise: 500, logged in full and told in none', async () => {
    const receipts = { of: () => Promise.reject(new Error('password of the database')), one: () => Promise.reject() }
    const { app, bearer, lines } = await signedIn(appFixture({ receipts }))
    const answer = await request(app).get('/api/receipts').set('Authorization', bearer)
    expect(problemIn(answer, 500).code).toBe('server.bug')
    expect(answer.text).not.toContain('database')
    const failure = lines.find((line) => line.includes('a request failed'))
    expect(failure).toContain('password of the database')
    expect(failure).toContain(answer.headers['x-request-id'])
  })
})

describe('[HT10] rate limits', () => {
  const one = { requests: 1, perMs: 60_000 }

  test('too many: 429, with how long to wait', async () => {
    const { app } = appFixture({ limits: { ...demoLimits, registration: one } })
    await request(app).post('/api/accounts').send(ana)
    const answer = await request(app)
      .post('/api/accounts')
      .send({ ...ana, email: 'ben@store.test' })
    expect(problemIn(answer, 429).code).toBe('http.too-many-requests')
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('entry passes are counted per account', async () => {
    const fixture = appFixture({ limits: { ...demoLimits, 'entry-pass': one } })
    const [first, second] = [await signedIn(fixture), await signedIn(fixture, { ...ana, email: 'ben@store.test' })]
    const ask = (bearer: string) => request(fixture.app).post('/api/entry-passes').set('Authorization', bearer)
    expect((await ask(first.bearer)).status).toBe(201)
    expect((await ask(second.bearer)).status).toBe(201)
    expect(problemIn(await ask(first.bearer), 429).status).toBe(429)
  })

  test('failed sign-ins are counted per e-mail address, right ones are not', async () => {
    const { app } = await signedIn(appFixture({ limits: { ...demoLimits, 'failed-sign-in': { ...one, requests: 2 } } }))
    const signIn = (password: string, email = ana.email) => request(app).post('/api/sign-in').send({ email, password })
    for (let i = 0; i < 4; i++) expect((await signIn(ana.password)).status).toBe(201)
    for (let i = 0; i < 2; i++) problemIn(await signIn('wrong password', 'ANA@store.test'), 401)
    expect(problemIn(await signIn(ana.password), 429).status).toBe(429)
    expect(problemIn(await signIn('wrong password', 'ben@store.test'), 401).status).toBe(401)
  })
})

describe('[HT6] the log', () => {
  test('has one line per request, with the id that the caller was told', async () => {
    const { app, lines } = appFixture()
    const { headers } = await request(app).get('/api/me?token=in-the-address')
    await expect
      .poll(() => lines.map((line): unknown => JSON.parse(line)))
      .toMatchObject([{ requestId: headers['x-request-id'], method: 'GET', path: '/api/me', status: 401 }])
    expect(lines.join('')).not.toContain('in-the-address')
  })

  test("keeps a proxy's id, and none that would write into the log", async () => {
    const { app } = appFixture()
    const idFor = async (id: string) =>
      (await request(app).get('/healthz').set('X-Request-Id', id)).headers['x-request-id']
    expect(await idFor('0123abcd-proxy')).toBe('0123abcd-proxy')
    expect(await idFor('a"} {"level":60')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('never has a password, a token, a key or a pass, whatever goes wrong', async () => {
    const { app, bearer, token, lines } = await signedIn()
    await request(app)
      .post('/api/sign-in')
      .send({ ...ana, password: 'incorrect horse' })
    await request(app).post('/api/sign-in').set('Content-Type', 'application/json').send('{"password":"correct horse"')
    const answer = await request(app).post('/api/entry-passes').set('Authorization', bearer)
    await request(app).post('/api/device-tokens').send({ deviceId: 'x', key: 'a-very-secret-key-of-a-shelf' })
    await expect.poll(() => lines.length).toBe(5)
    for (const secret of ['horse', token, EntryPass.parse(answer.body).pass, 'a-very-secret'])
      expect(lines.join('')).not.toContain(secret)
  })
})

describe('[HT12] browsers', () => {
  test('are told a strict policy, on pages, answers and errors alike', async () => {
    const { app } = appFixture()
    for (const path of ['/shopper/', '/floor/', '/api/docs', '/api/me', '/nothing']) {
      const { headers } = await request(app).get(path)
      const policy = headers['content-security-policy']
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("connect-src 'self' ws://localhost:8080")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*|upgrade-insecure/)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
      expect(headers).not.toHaveProperty('x-powered-by')
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  test('are told to stay with HTTPS where there is HTTPS', async () => {
    const { headers } = await request(appFixture({ publicOrigin: 'https://store.example' }).app).get('/healthz')
    expect(headers['strict-transport-security']).toContain('max-age=31536000')
    expect(headers['content-security-policy']).toMatch(/wss:\/\/store\.example.*upgrade-insecure-requests/)
  })

  test('send nothing from pages of other sites', async () => {
    const { app } = appFixture()
    const from = (origin: string) => request(app).post('/api/accounts').set('Origin', origin).send(ana)
    for (const origin of ['https://evil.example', 'null', 'http://localhost:8081'])
      expect(problemIn(await from(origin), 403).code).toBe('http.other-origin')
    expect((await from('http://localhost:8080')).status).toBe(201)
  })
})

describe('[HT13] health', () => {
  test('alive, ready, and no longer ready', async () => {
    const { app } = appFixture()
    expect((await request(app).get('/healthz')).body).toEqual({ alive: true })
    expect((await request(app).get('/readyz')).status).toBe(200)
    const ill = appFixture({ ready: () => Promise.resolve([{ name: 'database', isWell: false, says: 'gone' }]) })
    expect((await request(ill.app).get('/readyz')).status).toBe(503)
    const draining = await request(appFixture({ isDraining: () => true }).app).get('/readyz')
    expect(draining).toMatchObject({ status: 503, body: { ready: false } })
  })

  test('metrics count requests without their addresses', async () => {
    const { app } = appFixture()
    await request(app).get('/made-up-by-somebody')
    const { text, headers } = await request(app).get('/metrics')
    expect(headers['content-type']).toMatch(/^text\/plain/)
    expect(text).toContain('store_http_request_seconds_count{method="GET",status="4xx"} 1')
    expect(text).not.toContain('made-up')
  })

  test('metrics are for this machine, or for who has the token', async () => {
    const proxied = appFixture({ trustProxy: 1 })
    expect(
      problemIn(await request(proxied.app).get('/metrics').set('X-Forwarded-For', '203.0.113.9'), 403).status,
    ).toBe(403)
    const { app } = appFixture({ metricsToken: 'a-token-for-metrics' })
    expect(problemIn(await request(app).get('/metrics'), 403).status).toBe(403)
    const answer = await request(app).get('/metrics').set('Authorization', 'Bearer a-token-for-metrics')
    expect(answer.status).toBe(200)
  })
})

describe('[HT14] the pages', () => {
  test('are served with their deep addresses, hashed files for ever, the rest anew each time', async () => {
    const { app } = appFixture()
    expect((await request(app).get('/')).headers['location']).toBe('/shopper/')
    expect((await request(app).get('/floor')).headers['location']).toBe('/floor/')
    for (const path of ['/shopper/', '/shopper/receipts/corner-shop/1', '/floor/']) {
      const { text, headers } = await request(app).get(path)
      expect(text).toContain('<!doctype html>')
      expect(headers['cache-control']).toBe('no-cache')
    }
    const script = await request(app).get('/shopper/assets/index-abc123.js')
    expect(script.headers['cache-control']).toContain('immutable')
  })

  test('nothing beside them, nothing hidden, and no page in place of a missing script', async () => {
    const { app } = appFixture()
    for (const path of [
      '/shopper/assets/gone.js',
      '/shopper/..%2foutside.txt',
      '/shopper/%2e%2e/outside.txt',
      '/shopper/.secret',
    ])
      expect(problemIn(await request(app).get(path), 404).status).toBe(404)
  })

  test('that were not built say so', async () => {
    const { app } = appFixture({ shopperDist: '/nowhere' })
    expect(problemIn(await request(app).get('/shopper/'), 503).code).toBe('http.page-not-built')
  })
})

describe('[HT9] the documentation', () => {
  test('is a page without scripts or anything from elsewhere', async () => {
    const { app } = appFixture()
    const { text, status } = await request(app).get('/api/docs')
    expect(status).toBe(200)
    expect(text).not.toMatch(/<script|style=|https?:\/\//)
    expect(text).toContain('/api/entry-passes')
    expect((await request(app).get('/api/docs/style.css')).headers['content-type']).toMatch(/^text\/css/)
  })
})
