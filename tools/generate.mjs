/**
 * Makes the database client from prisma/schema.prisma; runs after every `npm ci`, without network. Says something only
 * when it fails, and does not fail an install: the server's start says what is missing.
 */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

try {
  createRequire(import.meta.url).resolve('prisma/package.json')
  execFileSync(process.execPath, [join(import.meta.dirname, 'prisma.mjs'), 'generate', '--no-hints'], { stdio: 'pipe' })
} catch (error) {
  console.error(`The database client was not generated; run: npm run generate\n${error.stderr ?? error.message}`)
}
