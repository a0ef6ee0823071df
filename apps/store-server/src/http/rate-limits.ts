import { type RateLimitRequestHandler, ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Request } from 'express'
import { emailKey } from '../commands/accounts.ts'
import { HttpProblem } from './problem.ts'

export type RateLimitName =
  'sign-in' | 'registration' | 'entry-pass' | 'device-token' | 'traces' | 'payments' | 'disputes'

export interface RateLimit {
  readonly requests: number
  readonly perMs: number
}

const MINUTE = 60_000

/**
 * Per client address, but for entry passes, payments and disputes, which are counted per account, and failed sign-ins, which are counted
 * per e-mail address as well: a guesser with many addresses is still one guesser at one account [HT10].
 */
export const houseLimits: Readonly<Record<RateLimitName | 'failed-sign-in', RateLimit>> = {
  'sign-in': { requests: 30, perMs: MINUTE },
  // One phone needs one every 15 minutes at most; several phones share the shop's wireless network.
  'failed-sign-in': { requests: 10, perMs: 15 * MINUTE },
  registration: { requests: 20, perMs: 10 * MINUTE },
  // A phone asks for three a minute.
  'entry-pass': { requests: 20, perMs: MINUTE },
  // All devices of a store may come back at once behind one address.
  'device-token': { requests: 600, perMs: MINUTE },
  traces: { requests: 30, perMs: MINUTE },
  // Each may ask a card of its owner: enough for mistakes, too few to try out stolen ones.
  payments: { requests: 10, perMs: MINUTE },
  // A receipt of thirty lines, one tap each, and a search that follows the typing.
  disputes: { requests: 60, perMs: MINUTE },
}

/** For a demo and for load tests, where a hundred simulated shoppers share one address. Never for a real store. */
export const demoLimits: typeof houseLimits = {
  'sign-in': { requests: 100_000, perMs: MINUTE },
  'failed-sign-in': { requests: 1_000, perMs: MINUTE },
  registration: { requests: 100_000, perMs: MINUTE },
  'entry-pass': { requests: 10_000, perMs: MINUTE },
  'device-token': { requests: 100_000, perMs: MINUTE },
  traces: { requests: 1_000, perMs: MINUTE },
  payments: { requests: 1_000, perMs: MINUTE },
  disputes: { requests: 1_000, perMs: MINUTE },
}

export interface RateLimiters {
  readonly before: (name: RateLimitName) => readonly RateLimitRequestHandler[]
}

export function rateLimiters(
  limits: typeof houseLimits,
  accountIdOf: (request: Request) => string | undefined,
): RateLimiters {
  const keys: Record<RateLimitName, (request: Request) => string> = {
    'sign-in': address,
    registration: address,
    'entry-pass': (request) => accountIdOf(request) ?? address(request),
    'device-token': address,
    traces: address,
    payments: (request) => accountIdOf(request) ?? address(request),
    disputes: (request) => accountIdOf(request) ?? address(request),
  }
  const names: readonly RateLimitName[] = [
    'sign-in',
    'registration',
    'entry-pass',
    'device-token',
    'traces',
    'payments',
    'disputes',
  ]
  const limiters = new Map(names.map((name) => [name, limiter(limits[name], keys[name])]))
  const failed = limiter(limits['failed-sign-in'], (request) => emailIn(request) ?? address(request), true)
  return {
    before: (name) => {
      const own = limiters.get(name)
      return [...(own ? [own] : []), ...(name === 'sign-in' ? [failed] : [])]
    },
  }
}

function limiter({ requests, perMs }: RateLimit, key: (request: Request) => string, onlyFailed = false) {
  return rateLimit({
    limit: requests,
    windowMs: perMs,
    keyGenerator: key,
    skipSuccessfulRequests: onlyFailed,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response, next) => {
      const waitSeconds = Number(response.getHeader('Retry-After') ?? Math.ceil(perMs / 1000))
      next(
        new HttpProblem(429, 'http.too-many-requests', `Too many requests; wait ${waitSeconds} s and try again.`, {
          headers: { 'Retry-After': String(waitSeconds) },
        }),
      )
    },
  })
}

/** A network of IPv6 addresses counts as one: whoever has one of them has all. */
const address = (request: Request): string => ipKeyGenerator(request.ip ?? '')

/** The body is not checked yet at this point. */
function emailIn({ body }: Request): string | undefined {
  const email: unknown = typeof body === 'object' && body !== null && 'email' in body ? body.email : undefined
  return typeof email === 'string' && email.length <= 254 ? `email/${emailKey(email)}` : undefined
}
