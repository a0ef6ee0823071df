import type { MouseEvent, ReactNode } from 'react'
import { useHref, useNavigate } from 'react-router'

/** A link inside the drawing: reached by Tab, opened by Enter, and told to screen readers by its label. */
export function MapLink({ to, label, children }: { to: string; label: string; children: ReactNode }) {
  const href = useHref(to)
  const navigate = useNavigate()
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void navigate(to)
  }
  return (
    <a href={href} aria-label={label} onClick={go}>
      <title>{label}</title>
      {children}
    </a>
  )
}
