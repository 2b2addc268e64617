import 'server-only'
import type { Transaction } from '../db/client.ts'
import { secondsFrom } from '../platform/clock.ts'

/** An item that one viewer is to hear of now. */
export type DueBell = {
  readonly userId: number
  readonly entityTypeId: number
  readonly itemId: number
  readonly title: string
}

type Row = { user_id: bigint; entity_type_id: bigint; item_id: bigint; title: string }

const maxBells = 2_000
/** One viewer hears at most once a minute: what comes meanwhile is told together. */
const pauseSeconds = 60
const keptSeconds = 86_400

/**
 * The bells that are due, without those of viewers who have just heard one. Forgets what is a day old, and what may not be
 * told any more: items that were removed, and types that are no longer open to the whole portal.
 */
export async function readDueBells(tx: Transaction, portalId: string, now: Date): Promise<DueBell[]> {
  await tx.$executeRaw`
    delete from bell b where b.portal_id = ${portalId}::uuid and (
      b.created_at < ${secondsFrom(now, -keptSeconds)}::timestamptz
      or (b.rung_at is null and not exists (
        select from feed_item i
        join watch w on w.portal_id = i.portal_id and w.entity_type_id = i.entity_type_id and w.visibility = 'PORTAL'
        where i.portal_id = ${portalId}::uuid and i.entity_type_id = b.entity_type_id and i.item_id = b.item_id
          and i.removed_at is null)))`
  const rows = await tx.$queryRaw<Row[]>`
    select b.user_id, b.entity_type_id, b.item_id, i.title
    from bell b
    join feed_item i on i.portal_id = b.portal_id and i.entity_type_id = b.entity_type_id and i.item_id = b.item_id
    where b.portal_id = ${portalId}::uuid and b.rung_at is null and b.due_at <= ${now}::timestamptz
      and not exists (
        select from bell r where r.portal_id = b.portal_id and r.user_id = b.user_id
          and r.rung_at > ${secondsFrom(now, -pauseSeconds)}::timestamptz)
    order by b.user_id, i.position limit ${maxBells}`
  return rows.map((row) => ({
    userId: Number(row.user_id),
    entityTypeId: Number(row.entity_type_id),
    itemId: Number(row.item_id),
    title: row.title,
  }))
}
