import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import type { PresentItem } from '../feed/feed-item.ts'
import { selectFeedRows } from '../feed/feed-rows.ts'
import { secondsFrom } from '../platform/clock.ts'
import { matchesAny } from './notify-rule.ts'
import { bellDueAt } from './quiet-hours.ts'
import { type RingingViewer, readRingingViewers } from './read-ringing-viewers.ts'

const rowsPerRead = 500
/** What is older has been seen by now, or is history that somebody imported. */
const newsSeconds = 86_400

/**
 * Looks at the items that are new since last time and notes who is to hear of which. Only of types that are open to the
 * whole portal: of any other item nobody can say, while a viewer is away, whether the CRM would show it
 * (docs/decisions/010-bells-for-open-types-only.md).
 * @returns whether there is more to look at.
 */
export async function planBells(portalId: string, now: Date): Promise<boolean> {
  return inPortal(portalId, async (tx) => {
    const viewers = await readRingingViewers(tx, portalId)
    if (viewers.length === 0) {
      await tx.bellCursor.deleteMany({ where: { portalId } })
      return false
    }
    const head = (await tx.feedHead.findUniqueOrThrow({ where: { portalId } })).headRevision
    const since = await lockCursor(tx, portalId, head)
    const rows = await selectFeedRows(tx, portalId, {
      where: Prisma.sql`i.position > ${since} and i.removed_at is null
        and i.created_at > ${secondsFrom(now, -newsSeconds)}::timestamptz
        and i.entity_type_id = any (array(
          select w.entity_type_id from watch w where w.portal_id = ${portalId}::uuid and w.visibility = 'PORTAL'))`,
      orderBy: Prisma.sql`i.position asc`,
      limit: rowsPerRead,
    })
    await insertBells(tx, portalId, { items: rows.map((row) => row.item), viewers, now })
    const isMore = rows.length === rowsPerRead
    const position = isMore ? (rows.at(-1)?.position ?? head) : head
    await tx.bellCursor.update({ where: { portalId }, data: { position } })
    return isMore
  })
}

/** Whoever turns the bell on hears of what comes from now on. The row lock keeps two workers from telling twice. */
async function lockCursor(tx: Transaction, portalId: string, head: bigint): Promise<bigint> {
  await tx.$executeRaw`
    insert into bell_cursor (portal_id, position) values (${portalId}::uuid, ${head}) on conflict do nothing`
  const [cursor] = await tx.$queryRaw<{ position: bigint }[]>`
    select position from bell_cursor where portal_id = ${portalId}::uuid for update`
  return cursor?.position ?? head
}

type Found = {
  readonly items: readonly PresentItem[]
  readonly viewers: readonly RingingViewer[]
  readonly now: Date
}

async function insertBells(tx: Transaction, portalId: string, { items, viewers, now }: Found): Promise<void> {
  const bells = viewers.flatMap(({ userId, settings }) => {
    const dueAt = bellDueAt(now, settings)
    return items
      .filter((item) => matchesAny(item, settings.rules, userId))
      .map(({ entityTypeId, itemId }) => ({ userId, entityTypeId, itemId, dueAt }))
  })
  if (bells.length === 0) return
  await tx.$executeRaw`
    insert into bell (portal_id, user_id, entity_type_id, item_id, due_at)
    select ${portalId}::uuid, b.user_id, b.entity_type_id, b.item_id, b.due_at
    from unnest(
      ${bells.map((bell) => BigInt(bell.userId))}::bigint[], ${bells.map((bell) => BigInt(bell.entityTypeId))}::bigint[],
      ${bells.map((bell) => BigInt(bell.itemId))}::bigint[], ${bells.map((bell) => bell.dueAt)}::timestamptz[]
    ) as b (user_id, entity_type_id, item_id, due_at)
    on conflict do nothing`
}
