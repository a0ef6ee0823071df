import type { FloorMap } from '@store/contract/floor.ts'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { PER_METRE, type Point, type Projection } from './project.ts'

/** What never moves: walls, gates, vestibule, and a rod to measure by. */
export const PlanLayer = memo(function PlanLayer({ map, project }: { map: FloorMap; project: Projection }) {
  const { t } = useTranslation()
  return (
    <g className="plan">
      <polygon className="plan-floor" points={project.points(map.floor)} />
      {map.gates.map(({ id, kind, line, vestibule }) => {
        const [from, to] = [project.point(line[0]), project.point(line[1])]
        const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
        return (
          <g key={id} className="gate" data-kind={kind}>
            {vestibule && <polygon className="vestibule" points={project.points(vestibule)} />}
            <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />
            {/* On the side that nobody waits at. */}
            <text x={x} y={kind === 'exit' ? y - 16 : y + 18}>
              {t(`map.${kind}`)}
            </text>
          </g>
        )
      })}
      <Rod corner={project.point(map.floor.reduce((a, b) => (b[1] - b[0] < a[1] - a[0] ? b : a)))} />
    </g>
  )
})

/** One metre, near the lower right corner. */
function Rod({ corner: [x, y] }: { corner: Point }) {
  return (
    <g className="rod" transform={`translate(${x - PER_METRE} ${y + 14})`}>
      <path d={`M0 -4v4h${PER_METRE}v-4`} />
      <text x={-6} y={1}>
        1 m
      </text>
    </g>
  )
}
