import type { FloorFacing, FloorMap } from '@store/contract/floor.ts'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { byGondola } from '../client/by-gondola.ts'
import { level, share } from './fill.ts'
import { MapLink } from './map-link.tsx'
import { PER_METRE, type Point, type Projection } from './project.ts'

type Gondola = FloorMap['gondolas'][number]

interface GondolasLayerProps {
  gondolas: readonly Gondola[]
  facings: readonly FloorFacing[]
  project: Projection
  selected: string | undefined
}

/** Fixtures to scale. Their shelves, which really are above one another, are laid down: the lowest at the front edge. */
export const GondolasLayer = memo(function GondolasLayer({ gondolas, facings, project, selected }: GondolasLayerProps) {
  const { t } = useTranslation()
  const groups = byGondola(facings)
  return (
    <g className="gondolas">
      {gondolas.map((gondola) => {
        const [x, y] = project.point([gondola.x, gondola.y])
        const [labelX, labelY] = project.point(inFrontOf(gondola))
        const isSelected = gondola.id === selected
        return (
          <g key={gondola.id} className="gondola" data-selected={isSelected}>
            <g
              // Turned the other way round, because the drawing's y points down.
              transform={`translate(${x} ${y}) rotate(${-gondola.rotationDegrees})`}
            >
              <MapLink
                to={isSelected ? '/' : `/gondolas/${encodeURIComponent(gondola.id)}`}
                label={t('map.gondola', { id: gondola.id })}
              >
                <FromAbove gondola={gondola} facings={groups.get(gondola.id) ?? []} />
              </MapLink>
            </g>
            <text className="gondola-label" x={labelX} y={labelY}>
              {gondola.id}
            </text>
          </g>
        )
      })}
    </g>
  )
})

const LABEL_AWAY_M = 0.14

/** The middle of the front edge and a little further: local coordinates turned onto the floor. */
function inFrontOf({ x, y, width, depth, rotationDegrees }: Gondola): Point {
  const [localX, localY] = [width / 2, -depth - LABEL_AWAY_M]
  const radians = (rotationDegrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  return [x + localX * cos - localY * sin, y + localX * sin + localY * cos]
}

function FromAbove({ gondola, facings }: { gondola: Gondola; facings: readonly FloorFacing[] }) {
  const [width, depth] = [gondola.width * PER_METRE, gondola.depth * PER_METRE]
  const shelves = gondola.shelves.toSorted((a, b) => b.index - a.index)
  const band = depth / Math.max(1, shelves.length)
  return (
    <>
      <rect className="gondola-body" width={width} height={depth} rx="2" />
      {shelves.map((shelf, row) => (
        <g key={shelf.index} transform={`translate(0 ${row * band})`}>
          {facings
            .filter((facing) => facing.shelf === shelf.index)
            .map((facing) => (
              <Bar key={facing.id} facing={facing} plate={gondola.plateWidth * PER_METRE} height={band} />
            ))}
        </g>
      ))}
      <line className="gondola-back" x1="0" y1="0" x2={width} y2="0" />
    </>
  )
}

/** As wide as the plates that the product lies on, filled as far as the shelf is. */
function Bar({ facing, plate, height }: { facing: FloorFacing; plate: number; height: number }) {
  const from = Math.min(...facing.plates) - 1
  const room = (Math.max(...facing.plates) - from) * plate - 1
  const inset = height * 0.14
  const size = { x: from * plate + 0.5, y: inset, height: height - 2 * inset, rx: 1 }
  return (
    <g className="bar" data-level={level(facing)}>
      <rect className="bar-room" {...size} width={room} />
      <rect className="bar-fill" {...size} width={room * share(facing)} />
    </g>
  )
}
