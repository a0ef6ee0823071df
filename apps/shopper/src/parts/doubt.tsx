import type { Visit } from '@store/contract/visit.ts'
import { useTranslation } from 'react-i18next'
import { Why } from '../why/why.tsx'
import { Icon } from './icon.tsx'

/** What cannot be told, and that it costs nothing. */
export function Doubt({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  if (visit.doubtful.length === 0) return null
  const count = visit.doubtful.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <section className="notice notice-doubt">
      <Icon name="doubt" />
      <div>
        <h2>{t('doubt.title', { count })}</h2>
        <p>{t(visit.status === 'sealed' ? 'doubt.leadSealed' : 'doubt.lead')}</p>
        <ul>
          {visit.doubtful.map(({ names, quantity, reason, cause, evidence, tags }) => (
            <li key={`${names.join()}/${reason}`}>
              <p>
                {quantity} × {namesOf(names)}
              </p>
              {cause && <p>{t(`doubt.cause.${cause}`)}</p>}
              {evidence.length > 0 && <Why visit={visit} evidence={evidence} tags={tags} />}
            </li>
          ))}
        </ul>
      </div>
    </section>
  )

  function namesOf(names: readonly string[]): string {
    if (names.length === 0) return t('doubt.unknown')
    return names.length === 1 ? names[0]! : t('doubt.either', { names: names.join(' / ') })
  }
}
