import { DeviceKind } from '@store/contract/device.ts'
import { defineFault } from '@store/kernel/fault.ts'
import type { DeviceDesk } from './devices.ts'

export const DeviceUsage = defineFault(
  'device.usage',
  'refused',
  (d: { reason: string }) =>
    `${d.reason}\nUsage: npm run device -- enroll --id ID --kind ${DeviceKind.options.join('|')} [--renew]\n` +
    `       npm run device -- enroll --keys FILE [--renew] ID:KIND...\n` +
    `       npm run device -- revoke --id ID\n       npm run device -- list`,
)

export interface DeviceWords {
  readonly words: readonly string[]
  readonly id?: string | undefined
  readonly kind?: string | undefined
  readonly renew?: boolean | undefined
  /** A file for the keys; without it they are printed. */
  readonly keys?: string | undefined
}

/** Writes a device's key down where whoever sets the device up finds it. */
export type KeepKey = (path: string, deviceId: string, key: string) => Promise<void>

/** What a command line asks of the device desk, and the lines that it prints. Refused before anything is opened [DV7]. */
export function deviceCommand(
  asked: DeviceWords,
): (desk: DeviceDesk, nowMs: number, keep: KeepKey) => Promise<readonly string[]> {
  const [word, ...more] = asked.words
  const isEnrol = word === 'enroll' || word === 'enrol'
  if (isEnrol && (more.length > 0 || asked.keys !== undefined)) return enrolAll(asked, more)
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

/** `ID:KIND` for each; their keys go to the file, one by one, so that none is lost when a later one is refused. */
function enrolAll({ id, kind, keys, renew = false }: DeviceWords, words: readonly string[]) {
  if (keys === undefined) throw DeviceUsage({ reason: 'Several devices at once need --keys FILE for their keys.' })
  if (id !== undefined || kind !== undefined)
    throw DeviceUsage({ reason: 'With --keys the devices are named as ID:KIND, without --id and --kind.' })
  const devices = words.map((word) => {
    const [, named, said] = /^(.*):(.*)$/.exec(word) ?? []
    const kindOf = DeviceKind.safeParse(said)
    if (!kindOf.success)
      throw DeviceUsage({ reason: `${word} is not ID:KIND with one of ${DeviceKind.options.join(', ')}.` })
    return { id: idIn({ words: [], id: named }), kind: kindOf.data }
  })
  if (devices.length === 0) throw DeviceUsage({ reason: 'Which devices? Name each as ID:KIND.' })
  return async (desk: DeviceDesk, nowMs: number, keep: KeepKey): Promise<readonly string[]> => {
    for (const device of devices) {
      const { key } = await desk.enrol({ ...device, renew }, nowMs)
      await keep(keys, device.id, key)
    }
    return [
      `${devices.length === 1 ? 'one device is' : `${devices.length} devices are`} enrolled; the keys are in ${keys}`,
    ]
  }
}

/** Ids stand in logs, addresses and file names, and are typed by people. */
function idIn({ id }: DeviceWords): string {
  if (id === undefined || !/^[A-Za-z0-9][\w.-]{0,63}$/.test(id))
    throw DeviceUsage({ reason: '--id is missing, or not 1 to 64 letters, digits, dots, dashes and underscores.' })
  return id
}

const iso = (ms: number): string => new Date(ms).toISOString()
