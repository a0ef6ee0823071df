import { useTranslation } from 'react-i18next'

const entries = ['visit', 'somebody', 'well', 'low', 'empty'] as const

/** What the colours mean, in words. */
export function Legend() {
  const { t } = useTranslation()
  return (
    <ul className="legend">
      {entries.map((entry) => (
        <li key={entry} data-entry={entry}>
          {t(`legend.${entry}`)}
        </li>
      ))}
    </ul>
  )
}
