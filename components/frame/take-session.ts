import type { HandOff } from '#lib/http/contract.ts'

type FrameSession = NonNullable<HandOff['fragment']>

function decode(fragment: string): FrameSession | null {
  try {
    const binary = atob(fragment.replaceAll('-', '+').replaceAll('_', '/'))
    const json = new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
    const session: Partial<FrameSession> = JSON.parse(json)
    const isWhole = typeof session.token === 'string' && session.viewer !== undefined && session.portal !== undefined
    return isWhole ? (session as FrameSession) : null
  } catch {
    return null
  }
}

/**
 * Takes the session out of the address's fragment, where the launch answer put it, and wipes the fragment, so that neither
 * history nor a copied address holds a token. Must run before the router reads the address: `instrumentation-client.ts`.
 */
function takeFromFragment(): FrameSession | null {
  if (typeof window === 'undefined' || window.location.hash.length < 2) return null
  const session = decode(window.location.hash.slice(1))
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
  return session
}

/** The session that this document was opened with; null after a reload. In memory only. */
export const handedSession: FrameSession | null = takeFromFragment()
