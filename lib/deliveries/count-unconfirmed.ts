import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** What a portal announced to no avail, for its admin: much of it is a flood, or somebody who makes events up. */
export type Unconfirmed = {
  /** Items that were said to be new or changed, and that the CRM does not have. Some are deleted before they can be looked at. */
  readonly notFound: number
  /** Items that were said to be deleted, and that the feed never had: usually older than the watch. */
  readonly unknownDeleted: number
  /** Hints that were not taken in, because there were too many; by whole hours. */
  readonly refused: number
}

/** Counts since that time by an index of these receipts alone; receipts are kept as long as the operator says, refusals for a week. */
export async function countUnconfirmed(portalId: string, since: Date): Promise<Unconfirmed> {
  return inPortal(portalId, async (tx) => {
    const [receipts] = await tx.$queryRaw<{ not_found: bigint; unknown_deleted: bigint }[]>`
      select count(*) filter (where event <> 'ITEM_DELETE') as not_found,
             count(*) filter (where event = 'ITEM_DELETE') as unknown_deleted
      from event_delivery
      where portal_id = ${portalId}::uuid and outcome = 'NOT_FOUND' and received_at >= ${since}::timestamptz`
    const refused = await tx.refusedHints.aggregate({
      where: { portalId, hour: { gte: new Date(since.getTime() - 3_600_000) } },
      _sum: { count: true },
    })
    return {
      notFound: Number(receipts?.not_found ?? 0),
      unknownDeleted: Number(receipts?.unknown_deleted ?? 0),
      refused: refused._sum.count ?? 0,
    }
  })
}
