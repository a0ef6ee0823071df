import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { attributionPolicy } from './attribution-policy.ts'

const here = new URL('.', import.meta.url)
const sources = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.startsWith('attribution-'))
  .map((file) => readFileSync(new URL(file, here), 'utf8'))

test.each(Object.keys(attributionPolicy))('[FA38] %s is used', (name) => {
  expect(sources.some((source) => new RegExp(`\\b(policy|attribution)\\.${name}\\b`).test(source))).toBe(true)
})

test('[FA38] catalogue weights are fresh, stale or wrong', () => {
  expect(attributionPolicy.freshWeight + attributionPolicy.wrongWeight).toBeLessThan(1)
})
