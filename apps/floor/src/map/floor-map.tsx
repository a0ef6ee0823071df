import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FloorView } from '../client/floor-view.ts'
import type { Selection } from '../panel/selection.ts'
import { DotsLayer } from './dots-layer.tsx'
import { GondolasLayer } from './gondolas-layer.tsx'
import { PlanLayer } from './plan-layer.tsx'
import { projection } from './project.ts'

/** The real layout to scale, and who walks in it: layers over one another, each drawn from its own list. */
export function FloorMap({ floor, selection, isLive }: { floor: FloorView; selection: Selection; isLive: boolean }) {
  const { t } = useTranslation()
  const project = useMemo(() => projection(floor.map), [floor.map])
  return (
    <svg className="map" data-live={isLive} viewBox={project.viewBox} aria-label={t('map.label')} role="group">
      <PlanLayer map={floor.map} project={project} />
      <GondolasLayer
        gondolas={floor.map.gondolas}
        facings={floor.facings}
        project={project}
        selected={selection.gondola}
      />
      <DotsLayer dots={floor.dots} visits={floor.visits} project={project} selected={selection.visit} />
    </svg>
  )
}
