import { useTranslation } from 'react-i18next'

const WIDTH = 120
const HEIGHT = 62
const ROOM = 34
const BEFORE_X = 46

/** What the shelf weighed before and after, and where the catalogue expects it to end: decoration beside the words. */
export function WeightStep({ grams, expected }: { grams: number; expected: number | undefined }) {
  const { t } = useTranslation()
  const most = Math.max(Math.abs(grams), Math.abs(expected ?? 0), 1)
  // Lighter is lower on the page.
  const startY = grams < 0 ? 14 : 14 + ROOM
  const yAfter = (change: number): number => startY - (change / most) * ROOM
  return (
    <svg className="sketch weight-step" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {expected !== undefined && (
        <line className="step-expected" x1={BEFORE_X} x2={WIDTH - 4} y1={yAfter(expected)} y2={yAfter(expected)} />
      )}
      <path className="step-measured" d={`M4 ${startY}H${BEFORE_X}V${yAfter(grams)}H${WIDTH - 4}`} />
      <text className="step-key" x={WIDTH - 4} y={HEIGHT - 2}>
        <tspan className="step-key-measured">— {t('why.measured')}</tspan>
        {expected !== undefined && <tspan dx="5">┄ {t('why.expected')}</tspan>}
      </text>
    </svg>
  )
}
