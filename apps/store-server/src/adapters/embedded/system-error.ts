/** The code that the system, or the database, gives to a failure: `ENOENT`, `28P01`. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
