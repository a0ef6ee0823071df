/** Test-only: a browser's storage that ends with the test; `kept` is what is in it. */
export function memoryStorage(first: Readonly<Record<string, string>> = {}) {
  const kept = new Map(Object.entries(first))
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
}
