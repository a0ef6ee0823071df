import { useEffect } from 'react'

/** Keeps the screen on while a code is shown, where the browser can and the phone's battery lets it. */
export function useWakeLock(): void {
  useEffect(() => {
    let held: WakeLockSentinel | undefined
    let isDone = false
    // The lock is lost whenever the page is hidden, so it is taken anew when it comes back.
    const take = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
      held = await navigator.wakeLock.request('screen').catch(() => undefined)
      if (isDone) void held?.release()
    }
    const onChange = () => void take()
    onChange()
    document.addEventListener('visibilitychange', onChange)
    return () => {
      isDone = true
      document.removeEventListener('visibilitychange', onChange)
      void held?.release()
    }
  }, [])
}
