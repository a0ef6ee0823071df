import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** The page's title: what this screen is, then whose. Told by screen readers, and kept in the browser's history. */
export function useTitle(screen: string): void {
  const { t } = useTranslation()
  const title = `${screen} – ${t('app')}`
  useEffect(() => {
    document.title = title
  }, [title])
}
