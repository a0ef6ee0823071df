import { useTranslation } from 'react-i18next'
import { languages } from './language.ts'

export function LanguageChoice() {
  const { t, i18n } = useTranslation()
  return (
    <div className="languages" role="group" aria-label={t('language')}>
      {languages.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={i18n.language === code}
          onClick={() => void i18n.changeLanguage(code)}
        >
          {name}
        </button>
      ))}
    </div>
  )
}
