import * as contract from '@store/contract/http.ts'
import * as dispute from '@store/contract/dispute.ts'
import { Visit } from '@store/contract/visit.ts'
import { z } from 'zod'
import type { Operation } from './operation.ts'

/** OpenAPI 3.1, out of the very schemas that check the requests and answers [HT9]. */
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly securitySchemes: Readonly<Record<string, object>>
  }
}

export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly security: readonly object[]
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[]
  readonly requestBody?: { required: boolean; content: Readonly<Record<string, { schema: Schema }>> }
  readonly responses: Readonly<Record<string, { description: string; content?: Record<string, { schema: Schema }> }>>
}

export type Schema = Readonly<Record<string, unknown>>

/** Under which names the document tells of them. */
const named: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [contract.Problem, 'Problem'],
  [contract.Registration, 'Registration'],
  [contract.Credentials, 'Credentials'],
  [contract.SignedIn, 'SignedIn'],
  [contract.Me, 'Me'],
  [contract.EntryPassRequest, 'EntryPassRequest'],
  [contract.EntryPass, 'EntryPass'],
  [contract.ReceiptList, 'ReceiptList'],
  [Visit, 'Visit'],
  [contract.DebtList, 'DebtList'],
  [contract.Payment, 'Payment'],
  [contract.PaymentMethods, 'PaymentMethods'],
  [contract.MethodOrder, 'MethodOrder'],
  [contract.CardRequest, 'CardRequest'],
  [contract.CardPage, 'CardPage'],
  [contract.CardAdded, 'CardAdded'],
  [contract.ChargeView, 'ChargeView'],
  [contract.OpenChargeList, 'OpenChargeList'],
  [contract.MoneyDecision, 'MoneyDecision'],
  [contract.PaymentCompared, 'PaymentCompared'],
  [contract.PaymentDecision, 'PaymentDecision'],
  [contract.MoneyDay, 'MoneyDay'],
  [dispute.VisitDisputes, 'VisitDisputes'],
  [dispute.DisputeRequest, 'DisputeRequest'],
  [dispute.ArticleList, 'ArticleList'],
  [dispute.StaffDispute, 'StaffDispute'],
  [dispute.StaffDisputeList, 'StaffDisputeList'],
  [dispute.DisputeRuling, 'DisputeRuling'],
  [contract.DeviceCredentials, 'DeviceCredentials'],
  [contract.DeviceToken, 'DeviceToken'],
])

export function openApi(operations: readonly Operation[]): OpenApi {
  const inputs = new Set(operations.flatMap(({ body }) => body ?? []))
  const schemas = Object.fromEntries(
    [...named].map(([schema, name]) => [name, jsonSchema(schema, inputs.has(schema) ? 'input' : 'output')]),
  )
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Store',
      version: '1',
      description:
        'Accounts, entry passes, receipts and devices of one store. Every error is an RFC 9457 problem with a stable code. ' +
        'What happens live is told over socket.io: /shopper, /floor and /device.',
    },
    paths,
    components: {
      schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

function described(operation: Operation): OpenApiOperation {
  const { method, path, summary, who, body, query, answer } = operation
  const problems = Object.entries(problemsOf(operation)).map(([status, description]) => [
    status,
    { description, content: { 'application/problem+json': { schema: reference(contract.Problem) } } },
  ])
  const content =
    answer.kind === 'json'
      ? { 'application/json': { schema: reference(answer.schema) } }
      : { 'application/x-ndjson': { schema: { type: 'string' } } }
  const parameters = [...pathParameters(path), ...(query ? queryParameters(query) : [])]
  return {
    operationId: `${method}${path.replaceAll(/[^A-Za-z]+(\w)?/g, (_, next: string = '') => next.toUpperCase())}`,
    summary,
    description: { anyone: 'Needs no sign-in.', shopper: 'For whoever is signed in.', staff: 'For staff.' }[who],
    security: who === 'anyone' ? [] : [{ bearer: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { 'application/json': { schema: reference(body) } },
      },
    }),
    responses: { [answer.status]: { description: answer.says, content }, ...Object.fromEntries(problems) },
  }
}

function problemsOf({ who, limit, body, query, problems }: Operation): Record<number, string> {
  return {
    ...((body ?? query) && { 400: 'The request is malformed; `fields` says where' }),
    ...(who !== 'anyone' && { 401: 'Not signed in' }),
    ...(who === 'staff' && { 403: 'Not staff' }),
    ...(body && { 413: 'The body is too large', 415: 'The body is not JSON' }),
    ...(limit && { 429: 'Too many requests; Retry-After says how long to wait' }),
    ...problems,
  }
}

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path' as const,
    required: true,
    schema: { type: 'string' },
  }))

function queryParameters(query: z.ZodType) {
  const { properties = {}, required = [] } = QuerySchema.parse(jsonSchema(query, 'input'))
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query' as const,
    required: required.includes(name),
    schema,
  }))
}

const QuerySchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  required: z.array(z.string()).optional(),
})

function reference(schema: z.ZodType): Schema {
  const name = named.get(schema)
  return name === undefined ? jsonSchema(schema, 'output') : { $ref: `#/components/schemas/${name}` }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io })
  void $schema
  return rest
}
