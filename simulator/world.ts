import type { OAuthFaultKind } from './faults.ts'
import type { Portal } from './portal.ts'

export type OAuthLogEntry = {
  at: string
  endpoint: 'app.info' | 'token'
  memberId: string | null
  httpStatus: number | null
  error: string | null
}

/** One simulator: the OAuth server's memory and every portal. */
export type World = {
  clientId: string
  clientSecret: string
  appUrl: string
  oauthOrigin: string
  portals: Map<string, Portal>
  oauth: { faults: { kind: OAuthFaultKind; times: number; memberId?: string | undefined }[]; log: OAuthLogEntry[] }
  /** Every token and secret ever issued: what a leak test looks for. */
  secrets: Set<string>
  /** Member ids by tokens that were revoked or replaced: the log still says whose they were. */
  former: Map<string, string>
  now: () => number
  /** Something changed: write it down soon. */
  changed: () => void
  /** Resolves when everything changed so far is on disk (at once without a state file). */
  saved: () => Promise<void>
  log: (line: string) => void
}
