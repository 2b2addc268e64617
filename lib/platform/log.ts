import pino, { type DestinationStream, type Logger } from 'pino'
import { once } from './once.ts'
import { readLogLevel } from './parse-env.ts'

// A list of names is a second line of defence: nothing that holds a token is logged in the first place.
const secretNames = [
  'access_token',
  'refresh_token',
  'application_token',
  'accessToken',
  'refreshToken',
  'applicationToken',
  'auth',
  'authorization',
  'client_secret',
  'clientSecret',
  'token',
  'AUTH_ID',
  'REFRESH_ID',
  'APPLICATION_TOKEN',
]

/** The process's log: JSON lines on standard output. */
export function log(): Logger {
  return once('log', () => makeLog(pino.destination(1)))
}

/** From here on this process logs there: a command's standard output is what it was asked for. Before the first line. */
export function logToStandardError(): void {
  once('log', () => makeLog(pino.destination({ dest: 2, sync: true })))
}

function makeLog(destination: DestinationStream): Logger {
  return pino(
    {
      level: readLogLevel(process.env),
      base: null,
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
      // Most callers have described it already.
      serializers: { err: (error: unknown) => (error instanceof Error ? describeError(error) : error) },
    },
    destination,
  )
}

/** Name, message and code of an error; never its other properties, which may hold a request with its token. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { name: error.name, message: error.message, code, stack: error.stack }
}
