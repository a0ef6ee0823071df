/** Which passes have opened a gate, by `jti`: the string may be spelt in several ways, its `jti` in one [EP4]. */
export interface UsedPasses {
  /** True for exactly one caller per `jti`, however many ask at once, in this process or in another. */
  use(jti: string, usedAtMs: number, expiresAtMs: number): Promise<boolean>
  /** Expired passes need no memory: their time refuses them. Answers how many were forgotten. */
  forget(expiredBeforeMs: number): Promise<number>
}

/** In the memory of one process: for tests. */
export function memoryUsedPasses(): UsedPasses {
  const expiry = new Map<string, number>()
  return {
    use: (jti, _usedAtMs, expiresAtMs) => {
      const isFirst = !expiry.has(jti)
      if (isFirst) expiry.set(jti, expiresAtMs)
      return Promise.resolve(isFirst)
    },
    forget: (expiredBeforeMs) => {
      const gone = [...expiry].filter(([, expiresAtMs]) => expiresAtMs < expiredBeforeMs)
      for (const [jti] of gone) expiry.delete(jti)
      return Promise.resolve(gone.length)
    },
  }
}
