/** The system that a set-up started for all tests of a run; each test makes a portal of its own in it. */
export type SharedSystem = {
  /** The app; its origin. */
  appUrl: string
  /** Where its log is. */
  appLog: string
  /** The simulator's control API and its OAuth server; origins. */
  controlUrl: string
  oauthUrl: string
  /** The app's database. */
  databaseUrl: string
  /** Client id and secret and the app's other secrets: what another instance on the same database needs. */
  appEnv: Record<string, string>
}

const VARIABLE = 'TEST_SHARED_SYSTEM'

/** Hands the addresses to the workers, which inherit the environment. */
export function publishSharedSystem(shared: SharedSystem): void {
  process.env[VARIABLE] = JSON.stringify(shared)
}

/** For tests. @throws Error where no set-up has started one. */
export function sharedSystem(): SharedSystem {
  const value = process.env[VARIABLE]
  if (!value) throw new Error('The set-up of Playwright, and of vitest with TEST_STAGE=built, starts what this needs.')
  return JSON.parse(value)
}
