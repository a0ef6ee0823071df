import type { FloorDot, FloorVisit } from '@store/contract/floor.ts'
import { useLayoutEffect, useRef, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { glide } from './glide.ts'
import type { Point, Projection } from './project.ts'
import { MapLink } from './map-link.tsx'

interface DotsLayerProps {
  dots: readonly FloorDot[]
  visits: readonly FloorVisit[]
  project: Projection
  selected: string | undefined
}

/** People. React knows who is there; where they are drawn between two patches is nobody's state but the drawing's. */
export function DotsLayer({ dots, visits, project, selected }: DotsLayerProps) {
  const { t } = useTranslation()
  const layer = useRef<SVGGElement>(null)
  useGliding(layer, dots, project)
  const byId = new Map(visits.map((visit) => [visit.id, visit]))

  return (
    <g ref={layer} className="dots">
      {dots.map(({ id, visitId }) => {
        const visit = visitId === undefined ? undefined : byId.get(visitId)
        if (!visit)
          return (
            <g key={id} data-dot={id} className="dot dot-unknown">
              <title>{t('map.somebody')}</title>
              <circle r="9" />
            </g>
          )
        return (
          <g key={id} data-dot={id} className="dot" data-status={visit.status} data-selected={visit.id === selected}>
            <MapLink
              to={visit.id === selected ? '/' : `/visits/${encodeURIComponent(visit.id)}`}
              label={t('map.visit', { label: visit.label, units: visit.units })}
            >
              <circle className="halo" r="25" />
              <circle r="16" />
              <text>{visit.label}</text>
              {visit.doubtful > 0 && <circle className="dot-doubt" cx="13" cy="-13" r="6" />}
            </MapLink>
          </g>
        )
      })}
    </g>
  )
}

function useGliding(layer: RefObject<SVGGElement | null>, dots: readonly FloorDot[], project: Projection): void {
  const drawn = useRef(new Map<string, Point>())
  // Before the first paint: a dot must not be seen in the corner that it comes from.
  useLayoutEffect(() => {
    const isStill = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false
    const targets = new Map(dots.map(({ id, x, y }) => [id, project.point([x, y])]))
    for (const id of drawn.current.keys()) if (!targets.has(id)) drawn.current.delete(id)
    let lastMs = performance.now()
    let request = 0

    const draw = (atMs: number) => {
      const elapsedMs = Math.max(0, atMs - lastMs)
      lastMs = atMs
      let isMoving = false
      for (const group of layer.current?.querySelectorAll<SVGGElement>('[data-dot]') ?? []) {
        const id = group.dataset['dot']!
        const target = targets.get(id)
        if (!target) continue
        const from = drawn.current.get(id) ?? target
        const at = isStill ? target : glide(from, target, elapsedMs)
        drawn.current.set(id, at)
        group.setAttribute('transform', `translate(${at[0].toFixed(1)} ${at[1].toFixed(1)})`)
        isMoving ||= at !== target
      }
      if (isMoving) request = requestAnimationFrame(draw)
    }
    draw(lastMs)
    return () => cancelAnimationFrame(request)
  }, [layer, dots, project])
}
