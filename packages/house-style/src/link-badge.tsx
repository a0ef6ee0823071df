import { useTranslation } from 'react-i18next'

/** Always there, never loud; told to screen readers when it changes. Its words are the app's, below `link`. */
export function LinkBadge({ link }: { link: 'connecting' | 'live' | 'offline' }) {
  const { t } = useTranslation()
  return (
    <p className="link-badge" data-link={link} role="status">
      {t(`link.${link}`)}
    </p>
  )
}
