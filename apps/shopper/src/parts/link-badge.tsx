import { useTranslation } from 'react-i18next'
import type { Live } from '../client/live-visits.ts'

/** Always there, never loud; told to screen readers when it changes. */
export function LinkBadge({ link }: { link: Live['link'] }) {
  const { t } = useTranslation()
  return (
    <p className="link-badge" data-link={link} role="status">
      {t(`link.${link}`)}
    </p>
  )
}
