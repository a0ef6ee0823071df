import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** The keys of the English wording; a language without a singular has no `_one`. */
export type Wording = Translated<typeof en>
type Translated<T> = {
  [Key in keyof T as Key extends `${string}_one` ? never : Key]: T[Key] extends string ? string : Translated<T[Key]>
}

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

/** Each by its own name, so that who cannot read the page can still find theirs. */
export const languages = [
  { code: 'en', name: 'English' },
  { code: 'zh-CN', name: '简体中文' },
] as const
export type Language = (typeof languages)[number]['code']

const KEY = 'store.language'

export function wording(storage: Pick<Storage, 'getItem' | 'setItem'>, preferred: readonly string[]): i18n {
  const instance = createInstance()
  instance.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  // The resources are at hand, so this is done when it returns.
  void instance.use(initReactI18next).init({
    lng: chosen(storage, preferred),
    fallbackLng: 'en',
    supportedLngs: languages.map(({ code }) => code),
    resources: { en: { translation: en }, 'zh-CN': { translation: zh } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  instance.on('languageChanged', (language) => keep(storage, language))
  return instance
}

function chosen(storage: Pick<Storage, 'getItem'>, preferred: readonly string[]): Language {
  const wishes = [kept(storage), ...preferred].filter((wish) => wish !== undefined)
  for (const wish of wishes) {
    if (wish.startsWith('zh')) return 'zh-CN'
    if (wish.startsWith('en')) return 'en'
  }
  return 'en'
}

function kept(storage: Pick<Storage, 'getItem'>): string | undefined {
  try {
    return storage.getItem(KEY) ?? undefined
  } catch {
    return undefined
  }
}

function keep(storage: Pick<Storage, 'setItem'>, language: string): void {
  try {
    storage.setItem(KEY, language)
  } catch {
    // Asked for again next time.
  }
}
