import type { ConsideredAct, ShelfEvidence } from '@store/contract/evidence.ts'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'

const WIDTH = 120
const STEP = 13
const TOP = 6

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
              off: format.number(Math.abs(Math.round((grams - expected) * 10) / 10)),
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
              distance: format.number(Math.round((handMetres ?? headMetres ?? 0) * 100)),
            })}
          </li>
        ))}
      </ul>
    </article>
  )
}

/** What the shelf should have gained or lost by all of it; nothing where one of the acts has no weight of its own. */
function expectedGrams(acts: readonly ConsideredAct[]): number | undefined {
  const weights = acts.flatMap(({ grams }) => grams ?? [])
  return weights.length < acts.length ? undefined : weights.reduce((sum, one) => sum + one, 0)
}

/** The gondola from the front, and the place that is meant: decoration beside words that say the same. */
function ShelfSketch({ place: { board, boards, from, to } }: { place: ShelfEvidence['place'] }) {
  const height = TOP + boards * STEP
  const boardY = (index: number): number => TOP + (boards - index + 1) * STEP
  return (
    <svg className="evidence-sketch" viewBox={`-2 0 ${WIDTH + 4} ${height + 4}`} aria-hidden="true">
      <rect className="evidence-frame" width={WIDTH} y="2" height={height} rx="2" />
      {Array.from({ length: boards }, (_, i) => (
        <line key={i} className="evidence-board" x1="0" x2={WIDTH} y1={boardY(i + 1)} y2={boardY(i + 1)} />
      ))}
      <rect
        className="evidence-place"
        x={WIDTH * from}
        width={Math.max(4, WIDTH * (to - from))}
        y={boardY(board) - STEP + 3}
        height={STEP - 4}
        rx="1.5"
      />
    </svg>
  )
}
