import { type ChargingPolicy, firstPolicy } from '@store/charging/policy.ts'
import { defineFault } from '@store/kernel/fault.ts'
import { z } from 'zod'
import { FASTEST_HURRY } from './lagging-clock.ts'

/** What the operator decides, read once at the start. Secrets that are not given are made by `secrets.ts`. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Absent: an embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly storeDir: string
  /** How browsers reach the server; without a trailing slash. */
  readonly publicOrigin: string
  readonly passKeys: string | undefined
  readonly tokenKeys: string | undefined
  readonly staffEmail: string | undefined
  readonly bankUrl: string | undefined
  readonly bankKey: string | undefined
  readonly metricsToken: string | undefined
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** How many reverse proxies stand before the server, whose word about the client's address is taken. */
  readonly trustProxy: number
  readonly capacity: number
  readonly charging: ChargingPolicy
  /** What the bank's notices are signed with; without it none is taken. */
  readonly bankWebhookSecret: string | undefined
  /** Who has not been seen to leave after this long is taken to have left. */
  readonly longestVisitMs: number
  readonly demo: boolean
  /** For simulated devices: how far behind the wall's clock the store's begins, and how fast it catches up. */
  readonly clock: { readonly behindMs: number; readonly speed: number } | undefined
}

export const ConfigWrong = defineFault(
  'config.wrong',
  'refused',
  (d: { problems: readonly string[] }) =>
    `The environment is not right, so the server does not start:\n${d.problems.map((one) => `  ${one}`).join('\n')}`,
)

/** An empty variable is one that is not set: that is what a line `PORT=` in an env file means. */
const given = <S extends z.ZodType>(schema: S) => z.preprocess((value) => (value === '' ? undefined : value), schema)

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be a whole number from ${least} to ${most}`)

const httpUrl = (example: string) =>
  z.string().refine((text) => /^https?:$/.test(urlOf(text)?.protocol ?? ''), `must be an address such as ${example}`)

const Environment = z.object({
  PORT: given(wholeNumber(0, 65_535).default(8080)),
  HOST: given(z.string().default('127.0.0.1')),
  DATABASE_URL: given(
    z
      .string()
      .refine((text) => /^postgres(ql)?:$/.test(urlOf(text)?.protocol ?? ''), 'must begin with postgresql://')
      .optional(),
  ),
  DATA_DIR: given(z.string().default('data')),
  STORE_DIR: given(z.string({ error: 'must name the folder with store.json, products.json and planogram.json' })),
  PUBLIC_ORIGIN: given(
    httpUrl('https://store.example')
      .refine(
        (text) => urlOf(text)?.pathname === '/',
        'must be an origin without a path, such as https://store.example',
      )
      .transform((text) => new URL(text).origin)
      .optional(),
  ),
  PASS_KEYS: given(z.string().optional()),
  TOKEN_KEY: given(z.string().optional()),
  STAFF_EMAIL: given(z.email('must be an e-mail address').optional()),
  BANK_URL: given(httpUrl('http://127.0.0.1:8090').optional()),
  BANK_KEY: given(z.string().optional()),
  BANK_WEBHOOK_SECRET: given(z.string().min(16, 'must have 16 characters or more').optional()),
  METRICS_TOKEN: given(z.string().min(16, 'must have 16 characters or more').optional()),
  LOG_LEVEL: given(
    z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: 'must be one of fatal, error, warn, info, debug, trace, silent',
      })
      .default('info'),
  ),
  TRUST_PROXY: given(wholeNumber(0, 10).default(0)),
  CAPACITY: given(wholeNumber(1, 100_000).default(50)),
  // Minor units of the store's currency; the policy says why these.
  HOLD_MINOR: given(wholeNumber(1, 10_000_000).default(firstPolicy.holdMinor)),
  HEADROOM_MINOR: given(wholeNumber(0, 10_000_000).default(firstPolicy.headroomMinor)),
  // Below the week after which a bank lets go of a hold by itself.
  REVIEW_WITHIN_HOURS: given(wholeNumber(1, 144).default(firstPolicy.reviewWithinMs / 3_600_000)),
  LONGEST_VISIT_MINUTES: given(wholeNumber(1, 1_440).default(240)),
  DEMO: given(z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0')),
  CLOCK_SPEED: given(wholeNumber(1, FASTEST_HURRY).default(1)),
  CLOCK_BEHIND_MINUTES: given(wholeNumber(1, 1_440).optional()),
})

/** A real store's devices live by the wall's clock, and would all be ahead of one that lags. */
const Consistent = Environment.superRefine(({ DEMO, CLOCK_SPEED, CLOCK_BEHIND_MINUTES }, context) => {
  const wrong = (variable: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [variable], message })
  if (CLOCK_SPEED > 1 && DEMO !== '1') wrong('CLOCK_SPEED', 'is for simulated devices: it needs DEMO=1')
  if (CLOCK_BEHIND_MINUTES !== undefined && CLOCK_SPEED === 1)
    wrong('CLOCK_BEHIND_MINUTES', 'needs CLOCK_SPEED of 2 or more, or the clock would never catch up')
})

/** Where only the speed is given: enough for any of the simulator's scenarios. */
const USUALLY_BEHIND_MINUTES = 60

/** Throws `ConfigWrong` with one line per variable that is wrong. Values are not repeated: some are secrets [HT1]. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = Consistent.safeParse(env)
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw ConfigWrong({ problems })
  }
  const { data } = read
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    dataDir: data.DATA_DIR,
    storeDir: data.STORE_DIR,
    publicOrigin: data.PUBLIC_ORIGIN ?? `http://localhost:${data.PORT}`,
    passKeys: data.PASS_KEYS,
    tokenKeys: data.TOKEN_KEY,
    staffEmail: data.STAFF_EMAIL,
    bankUrl: data.BANK_URL,
    bankKey: data.BANK_KEY,
    metricsToken: data.METRICS_TOKEN,
    logLevel: data.LOG_LEVEL,
    trustProxy: data.TRUST_PROXY,
    capacity: data.CAPACITY,
    charging: {
      ...firstPolicy,
      holdMinor: data.HOLD_MINOR,
      headroomMinor: data.HEADROOM_MINOR,
      reviewWithinMs: data.REVIEW_WITHIN_HOURS * 3_600_000,
    },
    bankWebhookSecret: data.BANK_WEBHOOK_SECRET,
    longestVisitMs: data.LONGEST_VISIT_MINUTES * 60_000,
    demo: data.DEMO === '1',
    clock:
      data.CLOCK_SPEED === 1
        ? undefined
        : { behindMs: (data.CLOCK_BEHIND_MINUTES ?? USUALLY_BEHIND_MINUTES) * 60_000, speed: data.CLOCK_SPEED },
  }
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
