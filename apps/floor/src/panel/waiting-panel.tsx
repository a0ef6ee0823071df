import type { Money } from '@store/contract/visit.ts'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../wording/format.ts'
import { inSight } from './in-sight.ts'

interface Waiting {
  readonly id: string
  /** As it stands in the address. */
  readonly ref: string
  readonly visit?: string | undefined
  readonly amount: Money
}

interface WaitingPanelProps<Item extends Waiting> {
  /** Also the first part of the address of each. */
  kind: 'charges' | 'disputes'
  title: string
  /** In the order in which they are to be decided. */
  items: readonly Item[]
  selected: string | undefined
  /** What it is, in a word. */
  what: (item: Item) => string
  /** What more there is to know before it is opened. */
  about: (item: Item) => string
  detail: (item: Item) => ReactNode
}

/** What waits for a person to decide it: a list, of which one is open and brought into sight [FV19]; nothing where none waits. */
export function WaitingPanel<Item extends Waiting>(props: WaitingPanelProps<Item>) {
  const { kind, title, items, selected, what, about, detail } = props
  const { t } = useTranslation()
  const format = useFormat()
  if (items.length === 0) return null
  return (
    <section className={`panel ${kind}`} aria-labelledby={kind}>
      <h2 id={kind}>
        {title} <span className="count">{items.length}</span>
      </h2>
      <ul>
        {items.map((item) => {
          const { id, ref, visit, amount } = item
          const isOpen = ref === selected
          return (
            <li key={id} ref={isOpen ? inSight : null} data-selected={isOpen}>
              <Link
                className="visit-row"
                to={isOpen ? '/' : `/${kind}/${encodeURIComponent(ref)}`}
                aria-expanded={isOpen}
              >
                <span className="visit-status">
                  {what(item)}
                  <small>
                    {visit !== undefined && `${t('visits.label', { label: visit })} · `}
                    {about(item)}
                  </small>
                </span>
                <span className="visit-units">{format.money(amount)}</span>
              </Link>
              {isOpen && detail(item)}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
