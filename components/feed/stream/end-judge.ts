import { ApiProblem } from '#components/frame/api-problem.ts'
import { StateError } from '#components/frame/state-code.ts'

/** Codes that no second attempt will heal. */
const finalCodes: ReadonlySet<string> = new Set(['not_installed', 'not-installed'])

/**
 * Where the portal cannot renew a login its page shows an alert and never answers: for us that is a silence, as of a network
 * that is slow or of a laptop that slept. So only what is still lost so much later has ended; nobody is asked more often.
 */
export const LOST_AFTER_MS = 30_000

type EndJudge = {
  /** True when trying again is pointless: the app was uninstalled, the login has ended. */
  isFinal(error: unknown): boolean
  /** Whether the login may have ended. */
  readonly isInDoubt: boolean
  /** Something got through, or may by now: a doubt begins anew. */
  forget(): void
}

export function createEndJudge(now: () => number): EndJudge {
  let lostAt: number | null = null
  return {
    isFinal(error) {
      const code = error instanceof ApiProblem || error instanceof StateError ? error.code : ''
      if (code !== 'session-lost') {
        lostAt = null
        return finalCodes.has(code)
      }
      lostAt ??= now()
      return now() - lostAt >= LOST_AFTER_MS
    },
    get isInDoubt() {
      return lostAt !== null
    },
    forget() {
      lostAt = null
    },
  }
}
