import type { TFunction } from 'i18next'
import { en } from '../wording/en.ts'

type Known = keyof (typeof en)['money']['because']
const isKnown = (code: string): code is Known => Object.hasOwn(en.money.because, code)

/** Why it waits: what the store knows of it, else the bank's own word. */
export function reasonWords(t: TFunction, because: string | undefined): string {
  if (because === undefined) return ''
  return isKnown(because) ? t(`money.because.${because}`) : t('money.refused', { code: because })
}
