import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * One JSON line per event. Fields that hold secrets are blanked wherever our code may put them, and of an error only
 * these are written: body-parser hangs the whole request body on its errors, a password with it [HT6].
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretPaths, censor: '[secret]' },
      serializers: { err: errorFields },
    },
    destination ?? pino.destination(1),
  )
}

const secretNames = ['password', 'passwordHash', 'token', 'key', 'keyHash', 'pass', 'authorization', 'cookie', 'secret']

/** pino's paths have no "anywhere": three levels are more than any line of ours has. */
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error ? { code: String(error.code) } : {}
  const cause = error.cause === undefined ? {} : { cause: errorFields(error.cause) }
  return { type: error.name, message: error.message, stack: error.stack, ...code, ...cause }
}
