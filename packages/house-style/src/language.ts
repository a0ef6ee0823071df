import { createInstance, type i18n, type Resource } from 'i18next'
import { initReactI18next } from 'react-i18next'

/** Each by its own name, so that who cannot read the page can still find theirs. */
export const languages = [
  { code: 'en', name: 'English' },
  { code: 'zh-CN', name: '简体中文' },
] as const

export type Language = (typeof languages)[number]['code']

/** The same keys in another language; one without a singular has no `_one`. */
export type InOtherWords<English> = {
  [Key in keyof English as Key extends `${string}_one` ? never : Key]: English[Key] extends string
    ? string
    : InOtherWords<English[Key]>
}

const KEY = 'store.language'

/**
 * The words of an app, in the language chosen before, else the first that the browser asks for and there is, else in
 * English [HS1]. A choice is kept, and the page says which language it is in, so that it is read out as that.
 */
export function wordingOf(
  words: Readonly<Record<Language, Resource[string][string]>>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  preferred: readonly string[],
  page: Pick<HTMLElement, 'lang'>,
): i18n {
  const instance = createInstance()
  instance.on('languageChanged', (language) => {
    page.lang = language
  })
  // The resources are at hand, so this is done when it returns.
  void instance.use(initReactI18next).init({
    lng: chosen(storage, preferred),
    fallbackLng: 'en',
    supportedLngs: languages.map(({ code }) => code),
    resources: Object.fromEntries(Object.entries(words).map(([language, translation]) => [language, { translation }])),
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
