import type { ShelfEvidence } from '@store/contract/evidence.ts'
import { expectedGrams } from '@store/contract/expected-grams.ts'
import { ShelfSketch } from '@store/house-style/shelf-sketch.tsx'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'
import { WeightStep } from './weight-step.tsx'
import { actsWords, nearWords, ownWords, placeWords, weightWords } from './why-words.ts'

/** One change of a shelf that a line rests on: when, where, what was weighed, who was near, what else it may have been. */
export function ShelfReason({ evidence, timeZone }: { evidence: ShelfEvidence; timeZone: string | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { at, place, believed, otherwise, near, grams } = evidence
  const time = format.clock(at, timeZone)

  return (
    <article className="reason">
      <p className="reason-what">
        {believed ? t('why.took', { time, what: ownWords(t, believed) }) : t('why.moved', { time })}
      </p>
      <div className="reason-pictures">
        <ShelfSketch place={place} />
        <WeightStep grams={grams} expected={believed && expectedGrams(believed.acts)} />
      </div>
      <ul className="reason-facts">
        <li>{placeWords(t, place)}</li>
        <li>{weightWords(t, format, evidence).join(t('why.gap'))}</li>
        <li>{nearWords(t, format, near).join(t('why.gap'))}</li>
      </ul>
      {otherwise.length === 0 ? (
        <p>{t('why.nothingElse')}</p>
      ) : (
        <>
          <p>{t('why.also')}</p>
          <ul className="reason-also">
            {otherwise.map((other, i) => (
              <li key={i}>
                <span>{format.percent(other.probability)}</span> {actsWords(t, other)}
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  )
}
