import {
  Credentials,
  DemoStore,
  DeviceCredentials,
  DeviceToken,
  EntryPass,
  EntryPassRequest,
  HeldPass,
  Me,
  ReceiptList,
  Registration,
  SignedIn,
} from '@store/contract/http.ts'
import { PassVerdict } from '@store/contract/device.ts'
import { Visit } from '@store/contract/visit.ts'
import { type AccountDesk, meOf } from '../commands/accounts.ts'
import type { DeviceDesk } from '../commands/devices.ts'
import type { EntryPasses } from '../commands/entry-pass.ts'
import { open, type Operation, personal, staffLines } from './operation.ts'
import { type DisputeDeps, disputeOperations } from './disputes.ts'
import { type PaymentDeps, paymentOperations } from './payments.ts'
import { type ReceiptBook, ReceiptUnknown } from './receipts.ts'
import { TraceQuery, type TraceRange, traceRange } from './trace-range.ts'

export interface ApiDeps {
  readonly accounts: AccountDesk
  readonly passes: Pick<EntryPasses, 'issue'>
  readonly devices: Pick<DeviceDesk, 'token'>
  readonly receipts: ReceiptBook
  readonly payments: PaymentDeps
  readonly disputing: DisputeDeps
  /** A trace, line by line with its line ends; throws a Fault for what the log does not have. */
  readonly exportTrace: (range: TraceRange) => AsyncIterable<string>
  /** In a demo: somebody holds their phone to the simulated gate, and walks in if it opens. */
  readonly holdPhone?: (pass: string) => Promise<PassVerdict>
}

/** Only there where a simulation stands in for the gate: a phone page can tell by asking. */
const demoOperations = (holdPhone: NonNullable<ApiDeps['holdPhone']>): readonly Operation[] => [
  open({
    method: 'get',
    path: '/api/demo',
    summary: 'Whether this store is a demo with a simulated gate',
    answer: { says: 'It is', schema: DemoStore },
    handle: () => Promise.resolve({ canHoldPhone: true as const }),
  }),
  personal({
    method: 'post',
    path: '/api/demo/hold-phone',
    summary: 'Holds the phone to the simulated gate; a simulated body walks in',
    limit: 'entry-pass',
    body: HeldPass,
    answer: { status: 201, says: 'What the gate said', schema: PassVerdict },
    handle: ({ body }) => holdPhone(body.pass),
  }),
]

const MOST_RECEIPTS = 100

/** Everything that can be asked. Who may, how often, and what comes back stands with each. */
export function apiOperations(deps: ApiDeps): readonly Operation[] {
  const { accounts, passes, devices, receipts, exportTrace, holdPhone } = deps
  return [
    ...(holdPhone ? demoOperations(holdPhone) : []),
    open({
      method: 'post',
      path: '/api/accounts',
      summary: 'Open an account and sign in to it',
      limit: 'registration',
      body: Registration,
      answer: { status: 201, says: 'The account, signed in', schema: SignedIn },
      problems: { 409: 'The address has an account already' },
      handle: ({ body, nowMs }) => accounts.register(body, nowMs),
    }),
    open({
      method: 'post',
      path: '/api/sign-in',
      summary: 'Sign in',
      limit: 'sign-in',
      body: Credentials,
      answer: { status: 201, says: 'Signed in', schema: SignedIn },
      problems: { 401: 'E-mail address or password is wrong' },
      handle: ({ body, nowMs }) => accounts.signIn(body, nowMs),
    }),
    personal({
      method: 'get',
      path: '/api/me',
      summary: 'Who is signed in',
      answer: { says: 'The account', schema: Me },
      handle: ({ account }) => Promise.resolve(meOf(account)),
    }),
    personal({
      method: 'post',
      path: '/api/entry-passes',
      summary: 'The next entry pass, to be shown as a QR code',
      limit: 'entry-pass',
      body: EntryPassRequest,
      answer: { status: 201, says: 'A pass, good once and for half a minute', schema: EntryPass },
      handle: ({ account, body, nowMs }) =>
        Promise.resolve(passes.issue({ shopper: account.id, party: body.party }, nowMs)),
    }),
    personal({
      method: 'get',
      path: '/api/receipts',
      summary: `The newest ${MOST_RECEIPTS} receipts`,
      answer: { says: 'Receipts, the newest first', schema: ReceiptList },
      handle: async ({ account }) => ({ receipts: [...(await receipts.of(account.id, MOST_RECEIPTS))] }),
    }),
    personal({
      method: 'get',
      path: '/api/receipts/{id}',
      summary: 'One receipt',
      answer: { says: 'The receipt', schema: Visit },
      problems: { 404: 'This account has no such receipt' },
      handle: async ({ account, id }) => {
        const visit = await receipts.one(account.id, id)
        if (!visit) throw ReceiptUnknown({ id })
        return visit
      },
    }),
    ...paymentOperations(deps.payments),
    ...disputeOperations(deps.disputing),
    open({
      method: 'post',
      path: '/api/device-tokens',
      summary: 'A short-lived token for a device, for its key',
      limit: 'device-token',
      body: DeviceCredentials,
      answer: { status: 201, says: 'A token for the namespace /device', schema: DeviceToken },
      problems: { 401: 'Not enrolled here with that key, or revoked' },
      handle: ({ body, nowMs }) => devices.token(body, nowMs),
    }),
    staffLines({
      method: 'get',
      path: '/api/traces',
      summary: 'What the devices said, as a trace: a time (from, to) or one session',
      limit: 'traces',
      query: TraceQuery,
      says: 'A trace (newline-delimited JSON) that the replay command accepts',
      problems: { 404: 'The log does not have it, or not any more' },
      handle: ({ query }) => ({ fileName: 'trace.jsonl', lines: exportTrace(traceRange(query)) }),
    }),
  ]
}
