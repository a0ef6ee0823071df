import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rfidPolicy } from './rfid-policy.ts'

const here = new URL('.', import.meta.url)
const sources = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.startsWith('rfid-policy'))
  .map((file) => readFileSync(new URL(file, here), 'utf8'))

test.each(Object.keys(rfidPolicy))('[FR12] %s is used', (name) => {
  expect(sources.some((source) => new RegExp(`\\bpolicy\\.${name}\\b`).test(source))).toBe(true)
})
