import type { FloorFacing, FloorMap } from '@store/contract/floor.ts'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { level, share } from '../map/fill.ts'
import { inSight } from './in-sight.ts'

interface GondolaPanelProps {
  gondola: FloorMap['gondolas'][number]
  facings: readonly FloorFacing[]
}

/** One fixture as one stands in front of it: the top shelf first, products from left to right. */
export function GondolaPanel({ gondola, facings }: GondolaPanelProps) {
  const { t } = useTranslation()
  const shelves = gondola.shelves.toSorted((a, b) => b.index - a.index)
  const own = facings.filter((facing) => facing.gondola === gondola.id)
  return (
    <section ref={inSight} className="panel gondola-panel" aria-labelledby="gondola">
      <h2 id="gondola">
        {t('map.gondola', { id: gondola.id })}
        <Link className="close" to="/" aria-label={t('close')}>
          ×
        </Link>
      </h2>
      {shelves.map(({ index }) => (
        <div key={index} className="shelf">
          <h3>{t('gondola.shelf', { index })}</h3>
          <ul>
            {own
              .filter(({ shelf }) => shelf === index)
              .toSorted((a, b) => Math.min(...a.plates) - Math.min(...b.plates))
              .map((facing) => (
                <li key={facing.id} data-level={level(facing)}>
                  <span className="facing-name">{facing.name}</span>
                  <span className="facing-stock">
                    {facing.stock} / {facing.full}
                  </span>
                  <svg className="facing-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                    <rect className="bar-room" width="100" height="4" />
                    <rect className="bar-fill" width={100 * share(facing)} height="4" />
                  </svg>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
