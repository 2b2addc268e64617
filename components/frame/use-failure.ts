import { useCallback, useEffect, useState } from 'react'
import { type Backoff, pauseAfter } from '#lib/platform/backoff.ts'
import { ApiProblem } from './api-problem.ts'
import { StateError, stateCodeOf } from './state-code.ts'

const PAUSES_MS = { first: 3_000, longest: 60_000 }
/** A screen that has to ask a portal which answers nobody: no more often than the app itself asks it (docs/decisions/027). */
const CLOSED_PAUSES_MS = { first: 2 * 60_000, longest: 30 * 60_000 }

type Failure = { readonly error: StateError; readonly times: number; readonly at: number; readonly isShown: boolean }

function pausesOf({ standing }: StateError): Backoff {
  return standing === null ? PAUSES_MS : CLOSED_PAUSES_MS
}

function toStateError(error: unknown): StateError {
  if (error instanceof StateError) return error
  if (error instanceof ApiProblem) return new StateError(stateCodeOf(error.code), error.requestId, error.standing)
  return new StateError('error')
}

function failedAgain(before: Failure | null, error: StateError): Failure {
  const at = performance.now()
  // A screen that lasts twice the longest pause has shown what it had to; another cause is another failure.
  const isAgain =
    before !== null && pausesOf(before.error) === pausesOf(error) && at - before.at < 2 * pausesOf(error).longest
  return { error, at, times: isAgain ? before.times + 1 : 1, isShown: true }
}

/** Why the screen cannot be shown, null where it can. What is called temporary ends by itself: the screen is tried again, ever more rarely. */
export function useFailure(): { readonly failure: StateError | null; readonly fail: (error: unknown) => void } {
  const [last, setLast] = useState<Failure | null>(null)
  const fail = useCallback((error: unknown) => setLast((before) => failedAgain(before, toStateError(error))), [])
  useEffect(() => {
    if (!last?.isShown || last.error.code !== 'unavailable') return
    const pauseMs = pauseAfter(last.times, pausesOf(last.error), Math.random())
    const timer = setTimeout(() => setLast({ ...last, isShown: false }), pauseMs)
    return () => clearTimeout(timer)
  }, [last])
  return { failure: last?.isShown ? last.error : null, fail }
}
