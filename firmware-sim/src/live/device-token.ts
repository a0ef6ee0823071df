import { DeviceToken, Problem } from '@store/contract/http.ts'
import { defineFault } from '@store/kernel/fault.ts'

export const TokenRefused = defineFault(
  'sim.device-token-refused',
  'refused',
  (d: { deviceId: string; status: number; detail: string }) =>
    `The server gives ${d.deviceId} no token (${d.status}): ${d.detail} ` +
    `Enrol the device, and give it the key that enrolling printed.`,
)

export const ServerUnreachable = defineFault(
  'sim.server-unreachable',
  'unavailable',
  (d: { serverUrl: string; reason: string }) =>
    `The server at ${d.serverUrl} cannot be reached (${d.reason}); what is measured is kept, and told once it is back.`,
)

/** A token is renewed when this share of its life is over, so that a slow server does not leave a device without one. */
const RENEWED_AFTER_SHARE = 0.8

export interface TokenPurse {
  /** The token in hand, or a fresh one when that is old or was given back as bad. */
  token(): Promise<string>
  /** True once it is time to ask for the next one, though the old one still holds. */
  readonly isOld: boolean
  /** The server did not accept it. */
  spoiled(): void
}

/** Keeps one device's short-lived token; its key is only ever shown to `/api/device-tokens`. */
export function tokenPurse(serverUrl: string, deviceId: string, key: string, now: () => number): TokenPurse {
  let held: { readonly token: string; readonly renewMs: number } | undefined
  let asked: Promise<string> | undefined

  async function ask(): Promise<string> {
    const response = await fetch(new URL('/api/device-tokens', serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ deviceId, key }),
    }).catch((error: unknown) => {
      throw ServerUnreachable({ serverUrl, reason: causeOf(error) }, error)
    })
    if (!response.ok) {
      const problem = Problem.safeParse(await response.json().catch(() => undefined))
      const detail = problem.success ? problem.data.detail : response.statusText
      throw TokenRefused({ deviceId, status: response.status, detail })
    }
    const { token, expiresAt } = DeviceToken.parse(await response.json())
    const askedMs = now()
    held = { token, renewMs: askedMs + (Date.parse(expiresAt) - askedMs) * RENEWED_AFTER_SHARE }
    return token
  }

  const isOld = (): boolean => held === undefined || now() >= held.renewMs
  return {
    async token() {
      if (held !== undefined && !isOld()) return held.token
      asked ??= ask().finally(() => (asked = undefined))
      return asked
    },
    get isOld() {
      return isOld()
    },
    spoiled: () => void (held = undefined),
  }
}

/** `fetch` itself says no more than that it failed. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return error instanceof Error ? error.message : String(error)
}
