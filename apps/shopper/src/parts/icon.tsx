const shapes = {
  pass: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM17.5 17.5H20V20h-2.5z',
  visit: 'M5 9h14l-1.3 10H6.3zM9 9l3-5.5L15 9',
  receipts: 'M6 3.5h12V21l-3-2-3 2-3-2-3 2zM9.5 8.5h5M9.5 12.5h5',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.7 3.8-5.5 7.5-5.5s6.7 1.8 7.5 5.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  doubt: 'M12 3.5l9 16H3zM12 10v4M12 16.8v.2',
  back: 'M15 5l-7 7 7 7',
  walk: 'M9 21V4.5h8.5V21M13 12h8m-3-3 3 3-3 3M5 21h16',
} as const

export type IconName = keyof typeof shapes

/** Decoration beside words that say the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  )
}
