import type { Effects } from '@store/store-server/effects.ts'

/** How fast the shop's clock may run while it is behind the wall's [DM5] [DM7]. */
export interface Pace {
  /** The devices are greeted: from now on shoppers come. */
  open(): void
  /** So many phone pages are connected now. */
  phonesOpen(count: number): void
  close(): void
}

/** At most so many times as fast as it happened: a visit takes over a minute, and nobody wants to wait that long. */
const CATCHES_UP_SPEED = 20
/** Pages whose server was gone try again after 5 s at the latest, give or take a half. */
const PHONES_RETURN_MS = 8_000

/**
 * Whoever has a real phone in the hand lives no faster than the wall's clock: their pass would run out before their eyes.
 * A phone that went may be about to come back with the pass that it was given, and is waited for; `hadPhones` says that
 * some may have been there before this process was.
 */
export function pace(
  hurry: (speed: number) => void,
  after: Effects['after'],
  { hadPhones }: { readonly hadPhones: boolean },
): Pace {
  let isOpen = false
  let phones = 0
  let mayReturn = hadPhones
  let callOff: (() => void) | undefined

  const go = (): void => hurry(isOpen && phones === 0 && !mayReturn ? CATCHES_UP_SPEED : 1)

  function waitForPhones(): void {
    callOff?.()
    mayReturn = true
    callOff = after(PHONES_RETURN_MS, () => {
      mayReturn = false
      go()
    })
  }

  return {
    open() {
      isOpen = true
      if (mayReturn) waitForPhones()
      go()
    },
    phonesOpen(count) {
      if (count === 0 && phones > 0) waitForPhones()
      phones = count
      go()
    },
    close: () => callOff?.(),
  }
}
