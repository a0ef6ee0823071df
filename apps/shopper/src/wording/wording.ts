import { wordingOf, type InOtherWords } from '@store/house-style/language.ts'
import type { i18n } from 'i18next'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type Wording = InOtherWords<typeof en>

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

export function wording(storage: Pick<Storage, 'getItem' | 'setItem'>, preferred: readonly string[]): i18n {
  return wordingOf({ en, 'zh-CN': zh }, storage, preferred, document.documentElement)
}
