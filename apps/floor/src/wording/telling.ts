import type { TFunction } from 'i18next'
import type { SignInTrouble } from '../client/sign-in.ts'
import { en } from './en.ts'

type KnownCode = keyof (typeof en)['problem']

const isKnown = (code: string): code is KnownCode => Object.hasOwn(en.problem, code)

/** What went wrong, and what to do. Problems that staff meet are told in their language, the rest as the store does. */
export function tell(t: TFunction, trouble: SignInTrouble): string {
  switch (trouble.kind) {
    case 'problem': {
      const { code, detail } = trouble.problem
      const known = code.replaceAll(/[.-]/g, '_')
      return isKnown(known) ? t(`problem.${known}`) : detail
    }
    case 'unreachable':
    case 'garbled':
    case 'not-staff':
      return t(`trouble.${trouble.kind}`)
  }
}
