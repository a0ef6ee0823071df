import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { drainOf, drainOnSignals } from './drain.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }
const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))

async function serving(handle: RequestListener) {
  const server = createServer(handle)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not on a port')
  return { server, url: `http://127.0.0.1:${address.port}/` }
}

describe('[HT15] a server that is to stop', () => {
  test('finishes the request it has, runs its steps in order, and takes no new connection', async () => {
    const held: ServerResponse[] = []
    const { server, url } = await serving((_request, response) => void held.push(response))
    const steps: string[] = []
    const step = (name: string) => ({ name, run: () => Promise.resolve(steps.push(name)) })
    const drain = drainOf({ server, steps: [step('sockets'), step('database')], deadlineMs: 60_000, log: quiet })
    const answer = fetch(url).then((response) => response.text())
    await expect.poll(() => held.length).toBe(1)
    expect(drain.isDraining).toBe(false)
    const drained = drain.drain('test')
    expect(drain.isDraining).toBe(true)
    await expect(fetch(url)).rejects.toThrow('fetch failed')
    held[0]?.end('whole')
    expect(await answer).toBe('whole')
    expect(await drained).toBe(true)
    expect(await drain.drain('again')).toBe(true)
    expect(steps).toEqual(['sockets', 'database'])
  })

  test('a step that fails does not keep the later ones from ending', async () => {
    const { server } = await serving((_request, response) => void response.end())
    const steps: string[] = []
    const drain = drainOf({
      server,
      steps: [
        { name: 'broken', run: () => Promise.reject(new Error('broken')) },
        { name: 'database', run: () => Promise.resolve(steps.push('database')) },
      ],
      deadlineMs: 60_000,
      log: quiet,
    })
    expect(await drain.drain('test')).toBe(true)
    expect(steps).toEqual(['database'])
  })

  test('what never ends is broken off at the deadline, and said', async () => {
    const { server, url } = await serving(() => {})
    const drain = drainOf({ server, steps: [], deadlineMs: 50, log: quiet })
    const answer = fetch(url).catch(() => 'broken off')
    await expect.poll(() => connections(server)).toBe(1)
    expect(await drain.drain('test')).toBe(false)
    expect(await answer).toBe('broken off')
  })

  test('a signal drains and then exits; a second one exits at once', async () => {
    const { server } = await serving(() => {})
    const signals = signalsOfATest()
    const never = drainOf({
      server,
      steps: [{ name: 'slow', run: () => new Promise(() => {}) }],
      deadlineMs: 50,
      log: quiet,
    })
    const codes: number[] = []
    drainOnSignals(never, (code) => codes.push(code), signals.source)
    signals.emit('SIGTERM')
    expect(codes).toEqual([])
    signals.emit('SIGINT')
    expect(codes).toEqual([1])
    await expect.poll(() => codes).toEqual([1, 1])
  })
})

function signalsOfATest() {
  const listeners = new Map<string, () => void>()
  return {
    source: { on: (signal: string, listener: () => void) => listeners.set(signal, listener) },
    emit: (signal: string) => listeners.get(signal)?.(),
  }
}

const connections = (server: Server): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => {
      if (error) reject(error)
      else resolve(count)
    }),
  )
