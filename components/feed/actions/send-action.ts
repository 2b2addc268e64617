import type { Api } from '#components/frame/api-call.ts'
import { ApiProblem } from '#components/frame/api-problem.ts'
import type { Action, ActionResult } from '#lib/actions/action.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'

const retryAfterMs = [1_000, 3_000] as const

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/**
 * Has the server do it. The key makes that safe to repeat: whatever happens on the way, it is done once.
 * @throws ApiProblem where nothing was done, StateError when there is no session.
 */
export async function sendAction(api: Api, item: FeedItem, action: Action): Promise<ActionResult> {
  const { kind, ...body } = action
  for (const delayMs of [...retryAfterMs, null]) {
    try {
      return await api.read(`POST /api/items/<type>/<id>/${kind}`, { item, body })
    } catch (error) {
      const mayRetry = error instanceof ApiProblem && (error.code === 'network' || error.status === 503)
      if (!mayRetry) throw error
      if (delayMs === null && error.code === 'network') return { outcome: 'unknown', now: null }
      if (delayMs === null) throw error
      await pause(delayMs)
    }
  }
  return { outcome: 'unknown', now: null }
}
