import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { refusalOf } from '../bitrix24/refusal-of.ts'
import type { Clock } from '../platform/clock.ts'
import { digest } from '../platform/crypto.ts'
import { Refusal } from '../platform/refusal.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { Action, ActionResult } from './action.ts'
import { claimAction, finishAction, forgetAction, type LoggedAction } from './action-log.ts'
import type { Attempt } from './attempt.ts'
import { changeItem } from './change-item.ts'
import { lookAtItem } from './look-at-item.ts'
import { lookForComment } from './look-for-comment.ts'
import { sendComment } from './send-comment.ts'

/** Longer than one try may take: after that, whoever tried is gone. */
const tryMs = 120_000
const waitForOtherMs = 30_000
const askOtherEveryMs = 250

/**
 * Does to an item what a viewer asks for, with the viewer's own token, and never twice: an action that is known by its key
 * is told, waited for, or looked for, but not sent again.
 * @throws Refusal `malformed` for a key that was used for something else, `unauthorized` or `unavailable` where nothing
 * was sent: the same key may then be tried again.
 */
export async function actOnItem(
  viewer: ViewerAccess,
  item: ItemRef,
  action: Action,
  clock: Clock,
): Promise<ActionResult> {
  const requestDigest = digest(JSON.stringify([item.entityTypeId, item.itemId, action]))
  const known = await claimAction(viewer, action, item, requestDigest)
  if (!known) return storeResult(viewer, action, await attempt(viewer, item, action), clock())
  if (known.requestDigest !== requestDigest) throw new Refusal('malformed', 'key_reused')
  const settled = await untilSettled(viewer, item, action, known, requestDigest, clock)
  switch (settled.outcome) {
    case 'DONE':
      return { outcome: 'done', now: null }
    case 'REFUSED':
      return { outcome: 'refused', reason: settled.reason ?? 'declined', now: null }
    case 'PENDING':
    case 'UNKNOWN':
      return storeResult(viewer, action, await look(viewer, item, action, settled.afterCommentId), clock())
  }
}

function attempt(viewer: ViewerAccess, item: ItemRef, action: Action): Promise<Attempt> {
  return action.kind === 'comment' ? sendComment(viewer, item, action) : changeItem(viewer, item, action)
}

function look(viewer: ViewerAccess, item: ItemRef, action: Action, afterCommentId: number | null) {
  if (action.kind !== 'comment') return lookAtItem(viewer, item, action)
  // Without the mark the comment had not been sent when its sender was lost.
  if (afterCommentId === null) return Promise.resolve<Attempt>({ outcome: 'unknown', now: null })
  return lookForComment(viewer, item, action, afterCommentId)
}

async function storeResult(viewer: ViewerAccess, { key }: Action, result: Attempt, at: Date): Promise<ActionResult> {
  switch (result.outcome) {
    case 'not_sent':
      await forgetAction(viewer, key)
      throw refusalOf(result.failure)
    case 'done':
      await finishAction(viewer, key, { outcome: 'DONE', reason: null, at })
      return result
    case 'refused':
      await finishAction(viewer, key, { outcome: 'REFUSED', reason: result.reason, at })
      return result
    case 'unknown':
      await finishAction(viewer, key, { outcome: 'UNKNOWN', reason: null, at })
      return result
  }
}

/** Another request, perhaps on another instance, is doing it: its outcome is ours. */
async function untilSettled(
  viewer: ViewerAccess,
  item: ItemRef,
  action: Action,
  first: LoggedAction,
  requestDigest: string,
  clock: Clock,
): Promise<LoggedAction> {
  const giveUpAt = clock().getTime() + waitForOtherMs
  let known = first
  while (known.outcome === 'PENDING' && clock().getTime() - known.createdAt.getTime() < tryMs) {
    if (clock().getTime() > giveUpAt) throw new Refusal('unavailable', 'action_pending')
    await wait(askOtherEveryMs)
    const again = await claimAction(viewer, action, item, requestDigest)
    // The other one could not send it, and this request has just claimed it: the caller tries once more.
    if (!again) {
      await forgetAction(viewer, action.key)
      throw new Refusal('unavailable', 'not_sent')
    }
    known = again
  }
  return known
}
