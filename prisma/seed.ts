/**
 * `npm run prisma -- db seed`: the shopper and the member of staff of the demo store, with the passwords that the caller
 * gives. Run again it adds nothing, and the passwords are those given last.
 */
import { PrismaPg } from '@prisma/adapter-pg'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { prismaAccounts } from '../apps/store-server/src/adapters/prisma-accounts.ts'
import { accountDesk } from '../apps/store-server/src/commands/accounts.ts'
import { demoAccounts } from '../apps/store-server/src/commands/first-accounts.ts'
import { passwords } from '../apps/store-server/src/commands/password.ts'
import { PrismaClient } from '../apps/store-server/src/generated/prisma/client.ts'
import { parseKeyRing } from '../apps/store-server/src/keys.ts'

const password = z.string().min(10).max(200)
const Given = z.object({ DATABASE_URL: z.url(), DEMO_SHOPPER_PASSWORD: password, DEMO_STAFF_PASSWORD: password })

const given = Given.safeParse(process.env)
if (given.success) {
  const { DATABASE_URL, DEMO_SHOPPER_PASSWORD, DEMO_STAFF_PASSWORD } = given.data
  await seed(DATABASE_URL, { shopper: DEMO_SHOPPER_PASSWORD, staff: DEMO_STAFF_PASSWORD })
} else {
  const wrong = [...new Set(given.error.issues.map(({ path }) => String(path[0])))].join(', ')
  console.error(`Cannot seed the database: set ${wrong} (passwords have at least 10 characters).`)
  process.exitCode = 2
}

async function seed(url: string, demo: { readonly shopper: string; readonly staff: string }): Promise<void> {
  const prisma = new PrismaClient({ adapter: new PrismaPg(url) })
  try {
    // A desk needs keys to sign people in; nobody is signed in here.
    const keys = parseKeyRing('TOKEN_KEY', `seed:${randomBytes(32).toString('base64url')}`)
    const accounts = accountDesk({ book: prismaAccounts(prisma), keys, storeId: 'seed', passwords: passwords() })
    for (const { email, role } of await demoAccounts(accounts, demo, Date.now())) console.log(`${role}: ${email}`)
  } finally {
    await prisma.$disconnect()
  }
}
