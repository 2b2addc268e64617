import path from 'node:path'
import { z } from 'zod'
import { type AddressRange, parseAddressRange } from './address-range.ts'
import { canonicalHost } from './canonical-host.ts'
import {
  isBearerToken,
  isHost,
  isKeyRing,
  isPostgresUrl,
  isWebOrigin,
  leavesTheConnectionToUs,
  overridingParameters,
} from './env-rules.ts'

/** What the operator decided, read once. Every key but APP_MODE, which the launchers set, stands in the table of docs/operate.md. */
export type Env = {
  /** Public origin of the app, no trailing slash. */
  appUrl: string
  mode: 'production' | 'demo' | 'test'
  port: number
  host: string
  /** Null: the launcher starts the embedded PostgreSQL. */
  databaseUrl: string | null
  /** An owner's connection for migrations. */
  migrationUrl: string | null
  /** As which the app is to work, where the database has no such role yet. */
  databaseRole: string | null
  /** How long an event, a request or a transaction waits for the database before it counts as gone. */
  databaseTimeoutMs: number
  /** Absolute path. */
  dataDir: string
  role: 'all' | 'web' | 'worker'
  /** How long a process that is told to stop says so and goes on answering, before it closes its doors. Nobody sends traffic to a worker. */
  drainNoticeMs: number
  clientId: string
  clientSecret: string
  /** Origins that may ever see the client secret. */
  oauthServers: string[]
  /** Any portal may have http or a private address. */
  allowPrivatePortals: boolean
  /** Hosts, with a port unless it is the default one, of single portals that may. */
  privatePortals: readonly string[]
  /** Hosts of single portals that may have http, at public addresses only. */
  httpPortals: readonly string[]
  /** Key ring `id:base64(32 bytes)[,id:…]`; the first one encrypts, all decrypt. */
  encryptionKeys: string
  sessionSecret: string
  /** Whose X-Forwarded-For is believed. */
  trustedProxies: readonly AddressRange[]
  metricsToken: string | null
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  sweepIntervalSeconds: number
  retentionDays: number
}

type Source = Record<string, string | undefined>

const DEFAULT_OAUTH_SERVERS = 'https://oauth.bitrix.info,https://oauth.bitrix24.tech'
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const list = (text: string) => text.split(',').map((part) => part.trim())

const required = (meaning: string) => z.string({ error: `is missing: ${meaning}` })
const wholeNumber = (fallback: number, min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
    .default(fallback)
}
const hosts = z
  .string()
  .transform((text) => list(text).map(canonicalHost))
  .refine(
    (names) => !names.includes(null),
    'must be a comma-separated list of hosts such as crm.example.com or 10.0.0.5:8080, without http:// and without a path',
  )
  .transform((names) => names.filter((name) => name !== null))
  .default([])
const oneOf = <const Choices extends readonly string[]>(choices: Choices, message: string) =>
  z.string().toLowerCase().pipe(z.enum(choices, message))
const postgresUrl = z
  .string()
  .refine(isPostgresUrl, 'must look like postgresql://user:password@host:5432/database')
  .refine(leavesTheConnectionToUs, `may not set what the app sets itself: ${overridingParameters}`)

const schema = z.object({
  APP_URL: required('the public https address of this app')
    .refine(
      isWebOrigin,
      'must be an https address without path, parameters or credentials, such as https://feed.example.com (http only for a loopback host)',
    )
    .transform((url) => new URL(url).origin),
  APP_MODE: oneOf(['production', 'demo', 'test'], 'must be production, demo or test').default('production'),
  PORT: wholeNumber(3000, 0, 65_535),
  HOST: z.string().refine(isHost, 'must be an address or a host name of this machine').default('0.0.0.0'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_MIGRATION_URL: postgresUrl.optional(),
  DATABASE_ROLE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,52}$/, 'must be of small letters, digits and underscores, at most 53 of them')
    .optional(),
  DATABASE_TIMEOUT_MS: wholeNumber(1_500, 100, 10_000),
  DATA_DIR: z.string().default('.data'),
  ROLE: oneOf(['all', 'web', 'worker'], 'must be all, web or worker').default('all'),
  DRAIN_SECONDS: wholeNumber(3, 0, 300),
  B24_CLIENT_ID: required('the client_id of the version card in the Bitrix24 partner account'),
  B24_CLIENT_SECRET: required('the client_secret of the version card in the Bitrix24 partner account'),
  B24_OAUTH_SERVERS: z
    .string()
    .default(DEFAULT_OAUTH_SERVERS)
    .transform(list)
    .refine(
      (servers) => servers.every(isWebOrigin),
      'must be a comma-separated list of https addresses without path, parameters or credentials (http only for a loopback host)',
    )
    .transform((servers) => servers.map((server) => new URL(server).origin)),
  B24_ALLOW_PRIVATE_PORTALS: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
  B24_PRIVATE_PORTALS: hosts,
  B24_HTTP_PORTALS: hosts,
  ENCRYPTION_KEYS: required('a key ring such as k1:<output of `openssl rand -base64 32`>').refine(
    isKeyRing,
    'must be a comma-separated list of id:key with distinct ids, each key 32 bytes in base64',
  ),
  SESSION_SECRET: required('at least 32 bytes, such as the output of `openssl rand -base64 48`').refine(
    (secret) => Buffer.byteLength(secret) >= 32,
    'must be at least 32 bytes long',
  ),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => list(text).map(parseAddressRange))
    .refine(
      (ranges) => !ranges.includes(null),
      'must be a comma-separated list of IP addresses or ranges such as 10.0.0.0/8 or 2001:db8::/32, and no host names',
    )
    .transform((ranges) => ranges.filter((range) => range !== null))
    .default([]),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must be at least 16 characters long')
    .refine(isBearerToken, 'must be of printable ASCII characters without spaces, since it is sent in a header')
    .optional(),
  LOG_LEVEL: oneOf(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  SWEEP_INTERVAL_SECONDS: wholeNumber(300, 1, 86_400),
  RETENTION_DAYS: wholeNumber(90, 3, 3_650),
})

/** All that the app reads, by name. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape)

/**
 * Reads the environment. White space around a value is not part of it, and an empty variable counts as unset.
 * @returns the whole of it, or one sentence for each problem; a sentence names the variable and never its value.
 */
export function parseEnv(source: Source): { env: Env } | { problems: string[] } {
  const parsed = schema.safeParse(withoutEmpty(source))
  if (!parsed.success) return { problems: sentences(parsed.error) }
  const vars = parsed.data
  return {
    env: {
      appUrl: vars.APP_URL,
      mode: vars.APP_MODE,
      port: vars.PORT,
      host: vars.HOST,
      databaseUrl: vars.DATABASE_URL ?? null,
      migrationUrl: vars.DATABASE_MIGRATION_URL ?? null,
      databaseRole: vars.DATABASE_ROLE ?? null,
      databaseTimeoutMs: vars.DATABASE_TIMEOUT_MS,
      dataDir: path.resolve(/* turbopackIgnore: true */ vars.DATA_DIR),
      role: vars.ROLE,
      drainNoticeMs: vars.ROLE === 'worker' ? 0 : vars.DRAIN_SECONDS * 1_000,
      clientId: vars.B24_CLIENT_ID,
      clientSecret: vars.B24_CLIENT_SECRET,
      oauthServers: vars.B24_OAUTH_SERVERS,
      allowPrivatePortals: vars.B24_ALLOW_PRIVATE_PORTALS === '1',
      privatePortals: vars.B24_PRIVATE_PORTALS,
      httpPortals: vars.B24_HTTP_PORTALS,
      encryptionKeys: vars.ENCRYPTION_KEYS,
      sessionSecret: vars.SESSION_SECRET,
      trustedProxies: vars.TRUSTED_PROXIES,
      metricsToken: vars.METRICS_TOKEN ?? null,
      logLevel: vars.LOG_LEVEL,
      sweepIntervalSeconds: vars.SWEEP_INTERVAL_SECONDS,
      retentionDays: vars.RETENTION_DAYS,
    },
  }
}

/** Where the data is: all that a program needs which touches nothing but the database. */
export function parseDatabaseEnv(
  source: Source,
): { env: Pick<Env, 'databaseUrl' | 'migrationUrl' | 'databaseRole' | 'dataDir'> } | { problems: string[] } {
  const parsed = schema
    .pick({ DATABASE_URL: true, DATABASE_MIGRATION_URL: true, DATABASE_ROLE: true, DATA_DIR: true })
    .safeParse(withoutEmpty(source))
  if (!parsed.success) return { problems: sentences(parsed.error) }
  const { DATABASE_URL, DATABASE_MIGRATION_URL, DATABASE_ROLE, DATA_DIR } = parsed.data
  return {
    env: {
      databaseUrl: DATABASE_URL ?? null,
      migrationUrl: DATABASE_MIGRATION_URL ?? null,
      databaseRole: DATABASE_ROLE ?? null,
      dataDir: path.resolve(/* turbopackIgnore: true */ DATA_DIR),
    },
  }
}

/**
 * Every variable of ours as it was checked; what is unset is empty. For a child that would otherwise add what stands in files of its
 * own: Next reads `.env.local` and `.env.production`, which nobody has checked.
 */
export function wholeEnvironment(source: Source): Record<string, string> {
  return Object.fromEntries(VARIABLES.map((name) => [name, source[name]?.trim() ?? '']))
}

/** What the log is to hold; `info` where that is not said, or not in a word that is known. */
export function readLogLevel(source: Source): Env['logLevel'] {
  return schema.shape.LOG_LEVEL.safeParse(source.LOG_LEVEL?.trim() || undefined).data ?? 'info'
}

function withoutEmpty(source: Source): Source {
  const trimmed = Object.entries(source).map(([name, value]) => [name, value?.trim()] as const)
  return Object.fromEntries(trimmed.filter(([, value]) => value))
}

/** One for each variable: a value that breaks two rules is told of the first. */
function sentences(error: z.ZodError): string[] {
  const first = new Map(error.issues.toReversed().map((issue) => [issue.path.join('.'), issue.message]))
  return [...first].toReversed().map(([name, message]) => `${name} ${message}.`)
}
