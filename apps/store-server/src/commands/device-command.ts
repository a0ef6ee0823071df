import { DeviceKind } from '@store/contract/device.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { DeviceDesk } from './devices.ts'

export const DeviceUsage = defineFault(
  'device.usage',
  'refused',
  (d: { reason: string }) =>
    `${d.reason}\nUsage: npm run device -- enroll --id ID --kind ${DeviceKind.options.join('|')} [--renew]\n` +
    `       npm run device -- revoke --id ID\n       npm run device -- list`,
)

export interface DeviceWords {
  readonly words: readonly string[]
  readonly id?: string | undefined
  readonly kind?: string | undefined
  readonly renew?: boolean | undefined
}

/** What a command line asks of the device desk, and the lines that it prints. Refused before anything is opened [DV7]. */
export function deviceCommand(asked: DeviceWords): (desk: DeviceDesk, nowMs: number) => Promise<readonly string[]> {
  const [word, ...more] = asked.words
  const surplus = more[0]
  if (surplus !== undefined) throw DeviceUsage({ reason: `Cannot tell what ${JSON.stringify(surplus)} means.` })
  switch (word) {
    case 'enroll':
    case 'enrol': {
      const id = idIn(asked)
      const kind = DeviceKind.safeParse(asked.kind)
      if (!kind.success)
        throw DeviceUsage({ reason: `--kind is missing, or none of ${DeviceKind.options.join(', ')}.` })
      return async (desk, nowMs) => {
        const { key } = await desk.enrol({ id, kind: kind.data, renew: asked.renew ?? false }, nowMs)
        return [`device ${id} (${kind.data}) is enrolled; its key, shown this once:`, key]
      }
    }
    case 'revoke': {
      const id = idIn(asked)
      return async (desk, nowMs) => {
        await desk.revoke(id, nowMs)
        return [`device ${id} is revoked; it gets no token any more`]
      }
    }
    case 'list':
      return async (desk) => {
        const devices = await desk.list()
        if (devices.length === 0) return ['no devices are enrolled']
        return devices.map(({ id, kind, enrolledAtMs, revokedAtMs }) => {
          const state = revokedAtMs === undefined ? 'enrolled' : `revoked ${iso(revokedAtMs)}, enrolled`
          return `${id}  ${kind}  ${state} ${iso(enrolledAtMs)}`
        })
      }
    case undefined:
      throw DeviceUsage({ reason: 'What is to be done?' })
    default:
      throw DeviceUsage({ reason: `There is no command ${JSON.stringify(word)}.` })
  }
}

/** Ids stand in logs, addresses and file names, and are typed by people. */
function idIn({ id }: DeviceWords): string {
  if (id === undefined || !/^[A-Za-z0-9][\w.-]{0,63}$/.test(id))
    throw DeviceUsage({ reason: '--id is missing, or not 1 to 64 letters, digits, dots, dashes and underscores.' })
  return id
}

const iso = (ms: number): string => new Date(ms).toISOString()
