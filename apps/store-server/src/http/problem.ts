import type { Problem } from '@store/contract/http.ts'
import { Fault, type FaultKind } from '@store/kernel/fault.ts'
import type { z } from 'zod'
import { DeviceRefused } from '../commands/devices.ts'
import { WrongCredentials } from '../commands/accounts.ts'

/** The one place where what a caller may do next becomes an HTTP status [HT8]. */
const statusOfKind: Record<FaultKind, number> = {
  refused: 422,
  conflict: 409,
  'not-found': 404,
  unavailable: 503,
  'outcome-unknown': 504,
}

/** HTTP has a word of its own for these. */
const statusOfCode: Readonly<Record<string, number>> = {
  [WrongCredentials.code]: 401,
  [DeviceRefused.code]: 401,
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Refused',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Something broke on our side',
  503: 'Not available',
  504: 'Outcome not known',
}

/** What is wrong with a request as HTTP, before any domain rule is asked. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly status: number
  readonly code: `http.${string}`
  readonly headers: Readonly<Record<string, string>>
  readonly fields: readonly Field[] | undefined

  constructor(
    status: number,
    code: `http.${string}`,
    detail: string,
    more: { headers?: Readonly<Record<string, string>>; fields?: readonly Field[] } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.headers = more.headers ?? {}
    this.fields = more.fields
  }
}

export type Field = NonNullable<Problem['fields']>[number]

/** RFC 9457, for whatever went wrong. What nobody foresaw says nothing about its inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof HttpProblem) {
    const { status, code, message, fields } = error
    return problem(status, code, message, fields)
  }
  if (error instanceof Fault) {
    const status = statusOfCode[error.code] ?? statusOfKind[error.kind]
    return problem(status, error.code, error.message)
  }
  return problem(500, 'server.bug', 'It has been recorded. Try again later; if it stays, tell the staff.')
}

function problem(status: number, code: string, detail: string, fields?: readonly Field[]): Problem {
  return {
    type: `/api/docs#${code}`,
    title: titles[status] ?? 'Error',
    status,
    detail,
    code,
    ...(fields && { fields: [...fields] }),
  }
}

export function malformed(where: 'body' | 'query', error: z.ZodError): HttpProblem {
  const fields = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  const named = fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
  return new HttpProblem(400, 'http.malformed', `The ${where} of the request is not right: ${named}`, { fields })
}
