/** Lets what is worked out in one go be put off: nobody waits at a door for a crowd at a shelf to be puzzled out. */
export interface Pace {
  /** Asked before each step of a run. */
  readonly mayGoOn: () => boolean
  /** Something was taken in: what it makes due is worked out, now and in the turns after it. */
  begin(): void
  /** The same, and nothing of it is put off. */
  hurry(): void
  /** To be called after anything was taken in. */
  goOn(run: () => Paced): void
  /** Resolves when nothing is put off. */
  caughtUp(): Promise<void>
}

export interface Paced {
  readonly isBehind: boolean
  catchUp(): void
}

/** Everything else that waits has its turn. */
export const breathe = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** `forMs`: so long may one turn take before what others ask for has its turn; what is due next is put off. */
export function pace(forMs: number, troubled: (error: unknown) => void): Pace {
  let untilMs = Number.POSITIVE_INFINITY
  /** Every turn gets somewhere, however short it may be. */
  let isFirst = true
  let catchingUp: Promise<void> | undefined

  function begin(ms: number): void {
    untilMs = performance.now() + ms
    isFirst = true
  }

  function mayGoOn(): boolean {
    const may = isFirst || performance.now() < untilMs
    isFirst = false
    return may
  }

  async function catchUp(run: () => Paced): Promise<void> {
    while (run().isBehind) {
      await breathe()
      begin(forMs)
      run().catchUp()
    }
  }

  return {
    mayGoOn,
    // While what is due is caught up with, what comes is only taken in.
    begin: () => (catchingUp ? undefined : begin(forMs)),
    hurry: () => (catchingUp ? undefined : begin(Number.POSITIVE_INFINITY)),
    goOn(run) {
      if (!run().isBehind) return
      catchingUp ??= catchUp(run)
        .catch(troubled)
        .finally(() => (catchingUp = undefined))
    },
    caughtUp: async () => catchingUp,
  }
}
