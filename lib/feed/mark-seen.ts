import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { Refusal } from '../platform/refusal.ts'

type Input = {
  readonly portalId: string
  readonly userId: number
  /** Null for the feed as a whole. */
  readonly entityTypeId: number | null
  readonly revision: bigint
}

/**
 * Notes up to where a viewer has seen the feed. Marks only grow, whichever device speaks last, and never beyond the head of
 * the feed: a mark from the future would hide what is yet to come.
 * @throws Refusal `not_found` for a type that is not followed.
 */
export async function markSeen({ portalId, userId, entityTypeId, revision }: Input): Promise<void> {
  const key = entityTypeId === null ? 'all' : String(entityTypeId)
  const marked = await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      with mark as (
        select least(${revision}::bigint, head_revision) as upto from feed_head
        where portal_id = ${portalId}::uuid
          and (${key}::text = 'all' or exists (
            select from watch where portal_id = ${portalId}::uuid and entity_type_id::text = ${key}::text
          ))
      )
      insert into viewer_state (portal_id, user_id, seen)
      select ${portalId}::uuid, ${BigInt(userId)}, jsonb_build_object(${key}::text, upto::text) from mark
      on conflict (portal_id, user_id) do update set
        seen = viewer_state.seen || jsonb_build_object(${key}::text, greatest(
          (viewer_state.seen ->> ${key}::text)::bigint, (excluded.seen ->> ${key}::text)::bigint
        )::text)`,
  )
  if (marked === 0) throw new Refusal('not_found', 'not_followed')
}
