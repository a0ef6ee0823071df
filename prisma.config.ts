import { defineConfig } from 'prisma/config'

/** For `npm run prisma`, which sets DATABASE_URL when you have not. The server itself does not read this file. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'tsx prisma/seed.ts' },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
})
