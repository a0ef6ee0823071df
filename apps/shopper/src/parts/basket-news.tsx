import type { Visit } from '@store/contract/visit.ts'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../wording/format.ts'

/** Says aloud what came into the basket and what went out of it; the list itself would be read whole each time [SA15]. */
export function BasketNews({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const format = useFormat()
  const before = useRef(quantities(visit))
  const [news, setNews] = useState('')

  useEffect(() => {
    const now = quantities(visit)
    const changes = [...new Set([...before.current.keys(), ...now.keys()])].map((name) => ({
      name,
      change: (now.get(name) ?? 0) - (before.current.get(name) ?? 0),
    }))
    before.current = now
    const total = format.money(visit.total)
    const told = (['took', 'putBack'] as const).flatMap((key) => {
      const moved = changes.filter(({ change }) => (key === 'took' ? change > 0 : change < 0))
      if (moved.length === 0) return []
      const what = moved.map(({ name, change }) => t('why.what', { count: Math.abs(change), name })).join(t('why.and'))
      return [t(`visit.${key}`, { what, total })]
    })
    if (told.length > 0) setNews(told.join(' '))
  }, [visit, t, format])

  return (
    <p className="visually-hidden" role="log">
      {news}
    </p>
  )
}

const quantities = ({ lines }: Visit): ReadonlyMap<string, number> =>
  new Map(lines.map(({ name, quantity }) => [name, quantity]))
