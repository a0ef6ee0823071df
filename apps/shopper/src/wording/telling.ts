import type { Trouble } from '@store/store-line/trouble.ts'
import type { TFunction } from 'i18next'
import { en } from './en.ts'

/** What went wrong, and what to do. Problems that shoppers meet are told in their language, the rest as the store does. */
export function tell(t: TFunction, trouble: Trouble): string {
  switch (trouble.kind) {
    case 'problem': {
      const code = keyOf(trouble.problem.code)
      return isKnown(en.problem, code) ? t(`problem.${code}`) : trouble.problem.detail
    }
    case 'unreachable':
    case 'garbled':
      return t(`trouble.${trouble.kind}`)
  }
}

/** Why a gate stayed shut. */
export function tellRefusal(t: TFunction, { reason, message }: { reason: string; message: string }): string {
  const key = keyOf(reason)
  return isKnown(en.gate, key) ? t(`gate.${key}`) : message
}

const keyOf = (code: string): string => code.replaceAll(/[.-]/g, '_')

function isKnown<Words extends object>(words: Words, key: string): key is Extract<keyof Words, string> {
  return Object.hasOwn(words, key)
}
