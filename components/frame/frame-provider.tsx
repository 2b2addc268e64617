'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Body, PortalAuth } from '#lib/http/contract.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import { type Api, createApi } from './api-call.ts'
import { ApiProblem } from './api-problem.ts'
import { PausedPage } from './paused-page.tsx'
import { getPortalAuth } from './portal-auth.ts'
import { routeAddress } from './route-address.ts'
import { createSessionSource, type SessionSource } from './session-source.ts'
import type { StateError } from './state-code.ts'
import { StatePage } from './state-page.tsx'
import { handedSession } from './take-session.ts'
import { useFailure } from './use-failure.ts'

type FrameContext = {
  readonly sessions: SessionSource
  readonly api: Api
  /** Replaces the screen by the state page for this error; what passes by itself is tried again after a while. */
  readonly fail: (error: unknown) => void
}

const Context = createContext<FrameContext | null>(null)

function postSession(auth: PortalAuth, shown: FrameSession | null): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(shown !== null && { authorization: `Bearer ${shown.token}` }),
  }
  // The language of the opening stands in the address, as long as the frame lives.
  const language = new URLSearchParams(window.location.search).get('lang')
  const asked: Body<'POST /api/session'> = language === null ? auth : { ...auth, language }
  const body = JSON.stringify(asked)
  return fetch(routeAddress('POST /api/session', {}), { method: 'POST', cache: 'no-store', headers, body }).catch(
    () => {
      throw new ApiProblem(0, 'network')
    },
  )
}

/** Holds the frame's one session, in memory, for as long as the document lives; a state page where there can be none. */
export function FrameProvider({ children }: { readonly children: ReactNode }) {
  const [sessions] = useState(() =>
    createSessionSource(handedSession, {
      getPortalAuth,
      postSession,
      now: () => Date.now(),
      elapsed: () => performance.now(),
    }),
  )
  const { failure, fail } = useFailure()
  const value = useMemo(() => ({ sessions, api: createApi(sessions), fail }), [sessions, fail])
  return <Context value={value}>{failure === null ? children : <Failure failure={failure} />}</Context>
}

function Failure({ failure: { code, requestId, standing } }: { readonly failure: StateError }) {
  return standing === null ? <StatePage code={code} requestId={requestId} /> : <PausedPage standing={standing} />
}

export function useFrame(): FrameContext {
  const context = useContext(Context)
  if (context === null) throw new Error('FrameProvider is missing')
  return context
}

/** The session of this frame; null while it is being fetched. */
export function useSession(): FrameSession | null {
  const { sessions, fail } = useFrame()
  const [session, setSession] = useState<FrameSession | null>(null)
  useEffect(() => {
    let isCurrent = true
    sessions.get().then(
      (proved) => isCurrent && setSession(proved),
      (error: unknown) => isCurrent && fail(error),
    )
    return () => {
      isCurrent = false
    }
  }, [sessions, fail])
  return session
}
