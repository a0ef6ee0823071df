import { pino } from 'pino'
import { z } from 'zod'
import { createSandboxBank } from './bank.ts'

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4242),
  HOST: z.string().default('127.0.0.1'),
  /** Where the books are kept. */
  DATA_DIR: z.string().default('out/sandbox-bank'),
  LATENCY_MS: z.coerce.number().int().nonnegative().default(50),
  BANK_KEY: z.string().optional(),
  /** Who is told of what happens, and with what it is signed. */
  WEBHOOK_URL: z.url().optional(),
  WEBHOOK_SECRET: z.string().min(16).optional(),
})

const log = pino({ base: null })
const given = Environment.safeParse(process.env)
if (given.success) await open(given.data)
else {
  log.fatal(`The sandbox bank cannot start with these settings:\n${z.prettifyError(given.error)}`)
  process.exitCode = 1
}

async function open(set: z.infer<typeof Environment>): Promise<void> {
  const { PORT, HOST, DATA_DIR, LATENCY_MS, BANK_KEY, WEBHOOK_URL: hook, WEBHOOK_SECRET: secret } = set
  const bank = createSandboxBank({
    dir: DATA_DIR,
    latencyMs: LATENCY_MS,
    ...(BANK_KEY !== undefined && { apiKey: BANK_KEY }),
    ...(hook !== undefined && secret !== undefined && { webhooks: [{ url: hook, secret }] }),
  })
  const { url, close } = await bank.listen(PORT, HOST)
  log.info({ url, books: DATA_DIR }, 'the sandbox bank is open')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
}
