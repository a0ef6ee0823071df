import { formatIn, localeFor, type Format } from '@store/house-style/format.ts'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => formatIn(localeFor(i18n.language, navigator.languages)), [i18n.language])
}
