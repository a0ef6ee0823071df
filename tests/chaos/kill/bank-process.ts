/** The sandbox bank in a process of its own, which can be killed as well: its books are on disk. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BookEntry } from '@store/sandbox-bank/books.ts'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '../../..')
const MOST_TRIES = 5

export interface BankProcess {
  readonly url: string
  /** From now on it tells this address of what happens; told again after every start. */
  tells(url: string, secret: string): Promise<void>
  behave(queue: readonly object[]): Promise<void>
  books(): Promise<BankBooks>
  kill(): Promise<void>
  start(): Promise<void>
}

export type BankBooks = z.infer<typeof BankBooks>
const BankBooks = z.object({
  entries: z.array(BookEntry),
  payments: z.array(
    z.object({
      id: z.string(),
      reference: z.string().nullable(),
      currency: z.string(),
      status: z.enum(['unconfirmed', 'held', 'captured', 'voided', 'declined']),
      isManual: z.boolean(),
      capturedMinor: z.int(),
      refundedMinor: z.int(),
      metadata: z.record(z.string(), z.string()),
    }),
  ),
})

export async function bankProcess(dir: string, port: number): Promise<BankProcess> {
  const url = `http://127.0.0.1:${port}`
  let bank: ChildProcess
  let listener: { url: string; secret: string } | undefined

  /** Nothing that is posted here is more than once when it is said twice: a kept connection may end under a request. */
  async function post(path: string, body: object): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        return
      } catch (error) {
        if (tries === MOST_TRIES) throw error
        await sleep(100)
      }
    }
  }

  async function start(): Promise<void> {
    bank = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'apps/sandbox-bank/src/main.ts')], {
      cwd: ROOT,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], PORT: String(port), DATA_DIR: dir, LATENCY_MS: '40' },
    })
    while (
      !(await fetch(`${url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (bank.exitCode !== null) throw new Error('The sandbox bank did not start')
      await sleep(20)
    }
    if (listener) await post('/sandbox/webhooks', listener)
  }

  await start()
  return {
    url,
    async tells(to, secret) {
      listener = { url: to, secret }
      await post('/sandbox/webhooks', listener)
    },
    async behave(queue) {
      await post('/sandbox/behave', { queue, replace: true })
    },
    books: async () => BankBooks.parse(await (await fetch(`${url}/sandbox/books`)).json()),
    async kill() {
      const ended = once(bank, 'exit')
      bank.kill('SIGKILL')
      await ended
    },
    start,
  }
}
