import { useCallback, useEffect, useState } from 'react'
import { pauseAfter } from '#lib/platform/backoff.ts'
import { ApiProblem } from './api-problem.ts'
import { StateError, stateCodeOf } from './state-code.ts'

const PAUSES_MS = { first: 3_000, longest: 60_000 }
/** A screen that has to ask a portal which answers nobody: no more often than the app itself asks it (docs/decisions/027). */
const CLOSED_PAUSES_MS = { first: 60_000, longest: 15 * 60_000 }
/** A screen that lasts so long has shown what it had to. */
const WELL_AFTER_MS = 2 * CLOSED_PAUSES_MS.longest

type Failure = { readonly error: StateError; readonly times: number; readonly at: number; readonly isShown: boolean }

function toStateError(error: unknown): StateError {
  if (error instanceof StateError) return error
  if (error instanceof ApiProblem) return new StateError(stateCodeOf(error.code), error.requestId, error.standing)
  return new StateError('error')
}

function failedAgain(before: Failure | null, error: StateError): Failure {
  const at = performance.now()
  const isNew = before === null || at - before.at > WELL_AFTER_MS
  return { error, at, times: isNew ? 1 : before.times + 1, isShown: true }
}

/** Why the screen cannot be shown, null where it can. What is called temporary ends by itself: the screen is tried again, ever more rarely. */
export function useFailure(): { readonly failure: StateError | null; readonly fail: (error: unknown) => void } {
  const [last, setLast] = useState<Failure | null>(null)
  const fail = useCallback((error: unknown) => setLast((before) => failedAgain(before, toStateError(error))), [])
  useEffect(() => {
    if (!last?.isShown || last.error.code !== 'unavailable') return
    const pauses = last.error.standing === null ? PAUSES_MS : CLOSED_PAUSES_MS
    const timer = setTimeout(() => setLast({ ...last, isShown: false }), pauseAfter(last.times, pauses, Math.random()))
    return () => clearTimeout(timer)
  }, [last])
  return { failure: last?.isShown ? last.error : null, fail }
}
