import { parseArgs } from 'node:util'
import { loadStoreFolder } from '@store/planogram/store-folder.ts'
import { Fault } from '@store/kernel/fault.ts'
import { openDatabase } from './adapters/database.ts'
import { prismaDevices } from './adapters/prisma-devices.ts'
import { deviceCommand, DeviceUsage } from './commands/device-command.ts'
import { deviceDesk } from './commands/devices.ts'
import { keepKey } from './commands/key-file.ts'
import { readConfig } from './config.ts'
import { loadSecrets } from './secrets.ts'

/** `npm run device -- enroll --id shelf-1 --kind plates`: who may speak for this store. */
async function main(args: readonly string[]): Promise<void> {
  const command = deviceCommand(parsed(args))
  const config = readConfig(process.env)
  const { layout } = await loadStoreFolder(config.storeDir)
  const { tokenKeys } = await loadSecrets(config)
  const { databaseUrl, dataDir } = config
  const database = await openDatabase({ dataDir, joins: true, ...(databaseUrl !== undefined && { databaseUrl }) })
  try {
    const desk = deviceDesk({ book: prismaDevices(database.prisma), keys: tokenKeys, storeId: layout.id })
    for (const line of await command(desk, Date.now(), keepKey)) process.stdout.write(`${line}\n`)
  } finally {
    await database.close()
  }
}

function parsed(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        id: { type: 'string' },
        kind: { type: 'string' },
        renew: { type: 'boolean' },
        keys: { type: 'string' },
      },
    })
    return { ...values, words: positionals }
  } catch (error) {
    throw DeviceUsage({ reason: error instanceof Error ? error.message : String(error) })
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // A fault says what to do; anything else is a bug, and its stack is what helps.
  process.stderr.write(
    error instanceof Fault ? `${error.message}\n` : `${(error instanceof Error && error.stack) || String(error)}\n`,
  )
  process.exitCode = 2
})
