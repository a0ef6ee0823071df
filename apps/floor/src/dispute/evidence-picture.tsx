import type { ShelfEvidence } from '@store/contract/evidence.ts'
import { expectedGrams } from '@store/contract/expected-grams.ts'
import { ShelfSketch } from '@store/house-style/shelf-sketch.tsx'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'

/** One change of a shelf that a line rests on: where, by how much, what it was taken for and what else it may have been. */
export function EvidencePicture({ evidence, timeZone }: { evidence: ShelfEvidence; timeZone: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { at, place, grams, believed, otherwise, near } = evidence
  const expected = believed && expectedGrams(believed.acts)
  return (
    <article className="evidence">
      <ShelfSketch place={place} />
      <ul>
        <li>{t('dispute.changed', { time: format.clock(at, timeZone), grams: format.signed(grams), ...place })}</li>
        {expected !== undefined && (
          <li>
            {t('dispute.weight', {
              measured: format.signed(grams),
              expected: format.signed(expected),
              off: format.grams(grams - expected),
            })}
          </li>
        )}
        {[...(believed ? [believed] : []), ...otherwise].map(({ probability, acts }, i) => (
          <li key={i}>
            <strong>{format.percent(probability)}</strong>{' '}
            {acts
              .map(({ action, who, name, quantity }) =>
                t(`dispute.act.${action}`, {
                  who: t(`dispute.who.${who}`),
                  what: t('events.what', { count: quantity, name: name ?? t('events.something') }),
                }),
              )
              .join(t('events.between'))}
          </li>
        ))}
        {near.map(({ who, handMetres, headMetres }, i) => (
          <li key={`near/${i}`}>
            {t(handMetres === undefined ? 'dispute.head' : 'dispute.hand', {
              who: t(`dispute.who.${who}`),
              distance: format.distance(handMetres ?? headMetres ?? 0),
            })}
          </li>
        ))}
      </ul>
    </article>
  )
}
