import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { addComment, listComments, readComments, readWriteFailure } from '../bitrix24/item-write.ts'
import { callRest } from '../bitrix24/rest-client.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { Action } from './action.ts'
import { recordComments } from './action-log.ts'
import { type Attempt, declineReason } from './attempt.ts'
import { lookForComment } from './look-for-comment.ts'
import { readTimeoutMs } from './read-item-now.ts'

export type Comment = Extract<Action, { kind: 'comment' }>

/**
 * Adds a comment with the viewer's own rights, once: notes which comment is the newest, sends, and looks for ours above
 * that one where the sending was not answered. It is never sent again.
 */
export async function sendComment(viewer: ViewerAccess, key: ItemRef, comment: Comment): Promise<Attempt> {
  const listed = listComments(key.entityTypeId, key.itemId)
  const before = await callRest({ ...viewer, timeoutMs: readTimeoutMs }, listed.method, listed.params)
  const comments = before.ok ? readComments(before.result) : null
  // Whether an item is hidden or missing is the CRM's to tell, not ours.
  if (!before.ok && readWriteFailure(before.failure) === 'refused')
    return { outcome: 'refused', reason: 'gone', now: null }
  if (!before.ok) return { outcome: 'not_sent', failure: before.failure }
  if (!comments) return { outcome: 'not_sent', failure: { kind: 'unreachable', code: 'UNREADABLE_LIST' } }
  const afterCommentId = Math.max(0, ...comments.map(({ id }) => id))
  await recordComments(viewer, comment.key, afterCommentId)
  const { method, params } = addComment(key.entityTypeId, key.itemId, comment.text)
  const answer = await callRest(viewer, method, params)
  if (answer.ok) return { outcome: 'done', now: null }
  switch (readWriteFailure(answer.failure)) {
    case 'not_sent':
      return { outcome: 'not_sent', failure: answer.failure }
    case 'refused':
      return { outcome: 'refused', reason: declineReason(answer.failure), now: null }
    case 'unknown':
      return lookForComment(viewer, key, comment, afterCommentId)
  }
}
