import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { Refusal } from '../platform/refusal.ts'
import { changeMarks, type SeenChange } from './seen-change.ts'
import { fromSeenMarks, seenColumns, toSeenMarks } from './seen-columns.ts'
import { isAfter, type SeenMarks } from './seen-marks.ts'

type Input = { readonly portalId: string; readonly userId: number; readonly change: SeenChange }

/**
 * Notes what a viewer has seen of the feed. Marks up to a position only grow, whichever device speaks last, and never beyond the
 * head of the feed: a mark from the future would hide what is yet to come.
 * @throws Refusal `not_found` for a type that is not followed.
 */
export async function markSeen({ portalId, userId, change }: Input): Promise<void> {
  const { entityTypeId = null } = change
  await inPortal(portalId, async (tx) => {
    const head = await readHeadOf(tx, portalId, entityTypeId)
    if (head === null) throw new Refusal('not_found', 'not_followed')
    const isThere = (position: string) => !isAfter(position, head)
    const { revision } = change
    const known = {
      entityTypeId,
      revision: revision !== undefined && isAfter(revision, head) ? head : revision,
      seen: change.seen?.filter(isThere),
      unread: change.unread?.filter(isThere),
    }
    const marks = await lockMarks(tx, portalId, userId)
    const ofType = await positionsOf(tx, portalId, entityTypeId, marks.unreadRows ?? [])
    await tx.viewerState.update({
      where: { portalId_userId: { portalId, userId: BigInt(userId) } },
      data: fromSeenMarks(changeMarks(marks, known, (each) => ofType.has(each))),
    })
  })
}

/** The newest revision of the feed; null where the type is not followed. */
async function readHeadOf(tx: Transaction, portalId: string, entityTypeId: number | null): Promise<string | null> {
  if (entityTypeId !== null) {
    const where = { portalId_entityTypeId: { portalId, entityTypeId: BigInt(entityTypeId) } }
    if ((await tx.watch.findUnique({ where, select: { entityTypeId: true } })) === null) return null
  }
  const head = await tx.feedHead.findUnique({ where: { portalId }, select: { headRevision: true } })
  return String(head?.headRevision ?? 0)
}

/** Two devices of one viewer speak one after the other. */
async function lockMarks(tx: Transaction, portalId: string, userId: number): Promise<SeenMarks> {
  await tx.$executeRaw`
    insert into viewer_state (portal_id, user_id) values (${portalId}::uuid, ${BigInt(userId)}) on conflict do nothing`
  await tx.$executeRaw`
    select from viewer_state where portal_id = ${portalId}::uuid and user_id = ${BigInt(userId)} for update`
  const where = { portalId_userId: { portalId, userId: BigInt(userId) } }
  return toSeenMarks(await tx.viewerState.findUnique({ where, select: seenColumns }))
}

/** Which of some positions are those of a type's rows. */
async function positionsOf(
  tx: Transaction,
  portalId: string,
  entityTypeId: number | null,
  positions: readonly string[],
): Promise<ReadonlySet<string>> {
  if (entityTypeId === null || positions.length === 0) return new Set()
  const rows = await tx.feedItem.findMany({
    where: { portalId, entityTypeId: BigInt(entityTypeId), position: { in: positions.map(BigInt) } },
    select: { position: true },
  })
  return new Set(rows.map(({ position }) => String(position)))
}
