import { formatIn, localeFor, type Format } from '@store/house-style/format.ts'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Hours to 23, as on devices and in logs, which staff compare with what they see here. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatIn(localeFor(i18n.language, navigator.languages), { hourCycle: 'h23' }), [i18n.language])
}
