import type { PortalAuth } from '#lib/http/contract.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import { ApiProblem, readProblem } from './api-problem.ts'
import { readAnswer } from './read-answer.ts'
import { StateError, stateCodeOf } from './state-code.ts'

const RENEW_BEFORE_EXPIRY_MS = 90_000
const USUAL_LIFETIME_MS = 15 * 60_000
const LONGEST_LIFETIME_MS = 60 * 60_000

export type SessionPorts = {
  getPortalAuth(fresh: boolean): Promise<PortalAuth>
  /** @param shown the session so far, by which the server knows whom it has let in before. */
  postSession(auth: PortalAuth, shown: FrameSession | null): Promise<Response>
  /** Wall clock and a clock that no one can set, both in ms. */
  now(): number
  elapsed(): number
}

/** The frame's session, in memory only. Concurrent renewals are one renewal. */
export type SessionSource = {
  get(): Promise<FrameSession>
  renew(): Promise<FrameSession>
}

/** A viewer's clock may be hours off; a lifetime that makes no sense is replaced by the usual one. */
function lifetimeMs(session: FrameSession, now: number): number {
  const told = Date.parse(session.expiresAt) - now
  return told > RENEW_BEFORE_EXPIRY_MS && told < LONGEST_LIFETIME_MS ? told : USUAL_LIFETIME_MS
}

export function createSessionSource(handed: FrameSession | null, ports: SessionPorts): SessionSource {
  let session = handed
  let goodUntil = handed === null ? 0 : ports.elapsed() + lifetimeMs(handed, ports.now())
  let renewing: Promise<FrameSession> | null = null

  async function prove(): Promise<FrameSession> {
    for (const fresh of [false, true]) {
      const response = await ports.postSession(await ports.getPortalAuth(fresh), session)
      if (response.ok) return readAnswer('POST /api/session', response)
      const problem = await readProblem(response)
      // The page around us may hold a token that its portal has already replaced: ask it for a new one, once.
      if (response.status === 401 && !fresh) continue
      if (response.status === 429 || response.status >= 500) throw problem
      throw new StateError(stateCodeOf(problem.code), problem.requestId)
    }
    throw new StateError('session-lost')
  }

  function renew(): Promise<FrameSession> {
    renewing ??= prove()
      .then((proved) => {
        session = proved
        goodUntil = ports.elapsed() + lifetimeMs(proved, ports.now())
        return proved
      })
      .finally(() => {
        renewing = null
      })
    return renewing
  }

  async function get(): Promise<FrameSession> {
    if (session === null) return renew()
    const leftMs = goodUntil - ports.elapsed()
    if (leftMs > RENEW_BEFORE_EXPIRY_MS) return session
    try {
      return await renew()
    } catch (error) {
      // Early renewal may fail as long as the old token still works.
      if (leftMs > 0 && (error instanceof ApiProblem || error instanceof StateError)) return session
      throw error
    }
  }

  return { get, renew }
}
