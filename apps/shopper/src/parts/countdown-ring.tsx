import { useEffect, useState } from 'react'

/** What is left of a span of time: decoration beside words that say how long. */
export function CountdownRing({ fromMs, toMs, now }: { fromMs: number; toMs: number; now: () => number }) {
  const leftMs = useLeft(toMs, now)
  const share = toMs > fromMs ? Math.min(1, leftMs / (toMs - fromMs)) : 0
  return (
    <svg className="ring" viewBox="0 0 36 36" aria-hidden="true">
      <circle className="ring-track" cx="18" cy="18" r="15" pathLength="1" />
      <circle className="ring-left" cx="18" cy="18" r="15" pathLength="1" strokeDasharray={`${share} 1`} />
    </svg>
  )
}

const TICK_MS = 250

export function useLeft(toMs: number, now: () => number): number {
  const [leftMs, setLeftMs] = useState(() => Math.max(0, toMs - now()))
  useEffect(() => {
    const tick = () => setLeftMs(Math.max(0, toMs - now()))
    tick()
    const timer = setInterval(tick, TICK_MS)
    return () => clearInterval(timer)
  }, [toMs, now])
  return leftMs
}
