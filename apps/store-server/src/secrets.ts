import { defineFault } from '@store/kernel/fault.ts'
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from './config.ts'
import { isSameSecret, type KeyRing, KeysUnreadable, parseKeyRing } from './keys.ts'

export interface Secrets {
  readonly passKeys: KeyRing
  readonly tokenKeys: KeyRing
  /** Kept, so that every start of the demo can print them. */
  readonly demoPasswords: { readonly shopper: string; readonly staff: string }
}

export const SecretsOpen = defineFault(
  'config.secrets-open',
  'refused',
  (d: { path: string; mode: string }) =>
    `${d.path} can be read by other users of this machine (mode ${d.mode}); if they are trusted run: chmod 600 ${d.path}, ` +
    `else delete it, and new keys are made (passes and sign-ins of the old ones end).`,
)

export const SecretsUnreadable = defineFault(
  'config.secrets-unreadable',
  'unavailable',
  (d: { path: string; reason: string }) =>
    `${d.path} cannot be used (${d.reason}); put it back from a backup, or delete it and new keys are made ` +
    `(passes and sign-ins of the old ones end).`,
)

const SecretFile = z.object({
  passKeys: z.string(),
  tokenKeys: z.string(),
  demoPasswords: z.object({ shopper: z.string(), staff: z.string() }),
})

/** Given secrets win; what is not given is made on the first start and kept in `secrets.json`, for the owner only [HT2]. */
export async function loadSecrets(config: Pick<Config, 'dataDir' | 'passKeys' | 'tokenKeys'>): Promise<Secrets> {
  const kept = await keptIn(config.dataDir)
  const passText = config.passKeys ?? kept.passKeys
  const tokenText = config.tokenKeys ?? kept.tokenKeys
  const passKeys = parseKeyRing('PASS_KEYS', passText)
  const tokenKeys = parseKeyRing('TOKEN_KEY', tokenText)
  const passSecrets = secretsIn(passText)
  if (secretsIn(tokenText).some((one) => passSecrets.some((other) => isSameSecret(one, other))))
    throw KeysUnreadable({
      variable: 'TOKEN_KEY',
      reason: 'it shares a secret with PASS_KEYS, and each must have its own',
    })
  return { passKeys, tokenKeys, demoPasswords: kept.demoPasswords }
}

async function keptIn(dataDir: string): Promise<z.infer<typeof SecretFile>> {
  const path = join(dataDir, 'secrets.json')
  await mkdir(dataDir, { recursive: true })
  if (!(await isThere(path))) await makeSecrets(path)
  const { mode } = await stat(path)
  // Windows has no such modes and reports what it makes up.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw SecretsOpen({ path, mode: (mode & 0o777).toString(8) })
  try {
    return SecretFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    // Neither the parser's message nor its cause: both may quote the secrets.
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it is not what was written'
    throw SecretsUnreadable({ path, reason })
  }
}

/** Written aside and then linked: of two first starts at once both read the same whole file. */
async function makeSecrets(path: string): Promise<void> {
  const fresh: z.infer<typeof SecretFile> = {
    passKeys: `p1:${random(32)}`,
    tokenKeys: `t1:${random(32)}`,
    demoPasswords: { shopper: random(9), staff: random(9) },
  }
  const aside = `${path}.${random(6)}`
  await writeFile(aside, `${JSON.stringify(fresh, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
  try {
    await link(aside, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(aside)
  }
}

const random = (bytes: number): string => randomBytes(bytes).toString('base64url')

/** By their bytes: one secret can be spelt in two ways. */
const secretsIn = (text: string): string[] =>
  text.split(',').map((entry) => Buffer.from(entry.split(':')[1] ?? '', 'base64url').toString('hex'))

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
