import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { listComments, readComments } from '../bitrix24/item-write.ts'
import { callRest } from '../bitrix24/rest-client.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { ActionResult } from './action.ts'
import { looksAfterMs } from './attempt.ts'
import { readTimeoutMs } from './read-item-now.ts'

/** Looks whether a comment of which nothing was heard is on the item after all: newer than the mark, by the viewer, with this text. */
export async function lookForComment(
  viewer: ViewerAccess,
  { entityTypeId, itemId }: ItemRef,
  { text }: { readonly text: string },
  afterCommentId: number,
): Promise<ActionResult> {
  const { method, params } = listComments(entityTypeId, itemId)
  for (const pauseMs of looksAfterMs) {
    await wait(pauseMs)
    const answer = await callRest({ ...viewer, timeoutMs: readTimeoutMs }, method, params)
    const comments = answer.ok ? readComments(answer.result) : null
    const isThere = comments?.some(
      (comment) => comment.id > afterCommentId && comment.authorId === viewer.userId && isSame(comment.text, text),
    )
    if (isThere) return { outcome: 'done', now: null }
  }
  return { outcome: 'unknown', now: null }
}

/** The CRM trims and may break lines in its own way. */
function isSame(stored: string, sent: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
  return plain(stored) === plain(sent)
}
