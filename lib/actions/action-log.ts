import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { inPortal } from '../db/in-portal.ts'
import { Refusal } from '../platform/refusal.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { Action, DeclineReason } from './action.ts'

/** What is remembered of an action, so that it is never done twice. Texts are not kept, only a digest of the request. */
export type LoggedAction = {
  readonly outcome: 'PENDING' | 'DONE' | 'REFUSED' | 'UNKNOWN'
  readonly reason: DeclineReason | null
  readonly requestDigest: string
  /** The newest comment of the item before ours was sent. */
  readonly afterCommentId: number | null
  readonly createdAt: Date
}

type Who = Pick<ViewerAccess, 'portalId' | 'userId'>

const kindOf = { take: 'TAKE', stage: 'STAGE', comment: 'COMMENT' } as const

/**
 * Makes an action this request's to do, or tells what is known of it: the key is unique per viewer, whichever instance is
 * asked. Retention forgets it later.
 */
export async function claimAction(
  { portalId, userId }: Who,
  { key, kind }: Action,
  { entityTypeId, itemId }: ItemRef,
  requestDigest: string,
): Promise<LoggedAction | null> {
  for (;;) {
    const known = await inPortal(portalId, async (tx) => {
      const inserted = await tx.$executeRaw`
        insert into viewer_action (portal_id, user_id, key, kind, entity_type_id, item_id, request_digest)
        values (${portalId}::uuid, ${BigInt(userId)}, ${key}::uuid, ${kindOf[kind]}::viewer_action_kind,
                ${BigInt(entityTypeId)}, ${BigInt(itemId)}, ${requestDigest})
        on conflict do nothing`
      if (inserted === 1) return 'claimed'
      return tx.viewerAction.findUnique({ where: whereOf({ portalId, userId }, key) })
    })
    if (known === 'claimed') return null
    // Whoever had it may have forgotten it between the two statements.
    if (known) return toLogged(known)
  }
}

type Stored = Omit<LoggedAction, 'reason' | 'afterCommentId'> & {
  readonly reason: string | null
  readonly afterCommentId: bigint | null
}

function toLogged(stored: Stored): LoggedAction {
  const { reason, afterCommentId } = stored
  return {
    ...stored,
    reason: reason as DeclineReason | null,
    afterCommentId: afterCommentId === null ? null : Number(afterCommentId),
  }
}

/**
 * Notes, before a comment is sent, which was the newest one: what is above it may be ours.
 * @throws Refusal `unavailable` where the action is no longer known, as after an uninstall: what is sent now could be sent twice.
 */
export async function recordComments(who: Who, key: string, afterCommentId: number): Promise<void> {
  const { count } = await inPortal(who.portalId, (tx) =>
    tx.viewerAction.updateMany({ where: columnsOf(who, key), data: { afterCommentId: BigInt(afterCommentId) } }),
  )
  if (count === 0) throw new Refusal('unavailable', 'action_forgotten')
}

type Settled = {
  readonly outcome: 'DONE' | 'REFUSED' | 'UNKNOWN'
  readonly reason: DeclineReason | null
  readonly at: Date
}

/** What is no longer known, as after an uninstall, stays so: the viewer is told nonetheless. */
export async function finishAction(who: Who, key: string, { outcome, reason, at }: Settled): Promise<void> {
  await inPortal(who.portalId, (tx) =>
    tx.viewerAction.updateMany({ where: columnsOf(who, key), data: { outcome, reason, settledAt: at } }),
  )
}

/** Nothing of it was sent: the same key may be tried again. */
export async function forgetAction(who: Who, key: string): Promise<void> {
  await inPortal(who.portalId, (tx) => tx.viewerAction.deleteMany({ where: columnsOf(who, key) }))
}

function whereOf(who: Who, key: string) {
  return { portalId_userId_key: columnsOf(who, key) }
}

function columnsOf({ portalId, userId }: Who, key: string) {
  return { portalId, userId: BigInt(userId), key }
}
