import 'server-only'
import { actOnItem } from '../actions/act-on-item.ts'
import type { Action } from '../actions/action.ts'
import { systemClock } from '../platform/clock.ts'
import { isRefusal } from '../platform/refusal.ts'
import { requireTold, toldOfNoType } from '../visibility/require-told.ts'
import { type ItemPath, readAction } from './action-body.ts'
import { answerJson } from './answer-json.ts'
import { withViewer } from './with-viewer.ts'

const budgetWithinMs = 10_000

/** The route of one kind of action: who asks, what for, and what became of it. */
export function actRoute(kind: Action['kind']) {
  return answerJson(`POST /api/items/<type>/<id>/${kind}`, async (request, context: ItemPath) => {
    const viewer = await withViewer(request)
    const { item, action } = await readAction(kind, request, context)
    // Whether a type is followed is not told by the answer either.
    try {
      await requireTold(viewer, item.entityTypeId, systemClock)
    } catch (error) {
      // The CRM denies this person all of it, perhaps since the app lost its scope: so it would the action.
      if (!isRefusal(error) || error.reason !== toldOfNoType) throw error
      return { outcome: 'refused', reason: 'denied', now: null }
    }
    return actOnItem({ ...viewer, withinMs: budgetWithinMs }, item, action, systemClock)
  })
}
