import { expect, test } from 'vitest'
import { wordingOf } from './language.ts'

const words = { en: { hello: 'Hello' }, 'zh-CN': { hello: '您好' } }

function spoken(kept: string | null, preferred: readonly string[]) {
  const page = { lang: '' }
  const stored: string[] = []
  const storage = { getItem: () => kept, setItem: (_: string, language: string) => void stored.push(language) }
  return { wording: wordingOf(words, storage, preferred, page), page, stored }
}

test.each([
  ['the choice made before', 'zh-CN', ['en-US'], '您好'],
  ['the first wish that there is', null, ['de-CH', 'zh-HK', 'en'], '您好'],
  ['English, where there is no other wish', null, ['de-CH'], 'Hello'],
])('[HS1] %s', (_, kept, preferred, hello) => {
  const { wording, page } = spoken(kept, preferred)
  expect(wording.t('hello')).toBe(hello)
  expect(page.lang).toBe(hello === 'Hello' ? 'en' : 'zh-CN')
})

const forbidden = () => {
  throw new Error('storage is off')
}

test('[HS1] a choice is kept, and the page says which language it is in', async () => {
  const { wording, page, stored } = spoken(null, ['en-GB'])
  expect(stored).toEqual([])
  await wording.changeLanguage('zh-CN')
  expect([wording.t('hello'), page.lang, stored.at(-1)]).toEqual(['您好', 'zh-CN', 'zh-CN'])
})

test('[HS1] where storage is forbidden, the choice lasts as long as the page', async () => {
  const wording = wordingOf(words, { getItem: forbidden, setItem: forbidden }, ['en'], { lang: '' })
  await wording.changeLanguage('zh-CN')
  expect(wording.t('hello')).toBe('您好')
})
