import type { SignedIn } from '@store/contract/http.ts'
import { expect, test } from 'vitest'
import { keptSignIn } from './kept-sign-in.ts'
import { memoryStorage } from './memory-storage.ts'

const NOW = Date.UTC(2026, 10, 21)
const signedIn: SignedIn = {
  token: 'a-token',
  expiresAt: new Date(NOW + 60_000).toISOString(),
  me: { id: 'a1', email: 'ada@example.com', displayName: 'Ada', role: 'shopper' },
}

const forbidden = () => {
  throw new Error('storage is off')
}

test('[SL6] is there after a reload, until it expires or is forgotten', () => {
  const storage = memoryStorage()
  keptSignIn(storage, 'a').keep(signedIn)
  expect(keptSignIn(storage, 'a').load(NOW)).toEqual(signedIn)
  expect(keptSignIn(storage, 'another').load(NOW)).toBeUndefined()
  expect(keptSignIn(storage, 'a').load(NOW + 60_000)).toBeUndefined()
  keptSignIn(storage, 'a').forget()
  expect(storage.kept.size).toBe(0)
})

test('[SL6] storage that is forbidden, or holds something else, costs a sign-in and no error', () => {
  const kept = keptSignIn({ getItem: forbidden, setItem: forbidden, removeItem: forbidden }, 'a')
  kept.keep(signedIn)
  kept.forget()
  expect(kept.load(NOW)).toBeUndefined()
  expect(keptSignIn(memoryStorage({ a: '{"half' }), 'a').load(NOW)).toBeUndefined()
  expect(keptSignIn(memoryStorage({ a: '{}' }), 'a').load(NOW)).toBeUndefined()
})
