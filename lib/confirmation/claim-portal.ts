import 'server-only'
import { acquireLease, type Lease } from '../feed-head/acquire-lease.ts'
import { accessSql, openAccess, type StoredAccess } from '../tokens/read-access.ts'
import { type Followed, followedSql, readFollowed } from '../watches/followed.ts'
import { dueReceiptsSql, readReceipts } from './due-receipts.ts'
import { foldReceipts, type Hint } from './fold-receipts.ts'

const maxReceipts = 5_000

/** The right to work for a portal, and all that waits on it. */
export type Claim = Followed & {
  readonly lease: Lease
  readonly hints: readonly Hint[]
  /** What the portal is asked with; null where there is nothing. */
  readonly access: StoredAccess | null
}

/** Takes the portal's lease, and reads what there is to do, in one trip to the database. @returns null where it is somebody else's. */
export async function claimPortal(portalId: string, worker: string): Promise<Claim | null> {
  const waiting = [dueReceiptsSql(portalId, maxReceipts), followedSql(portalId), accessSql(portalId)] as const
  const taken = await acquireLease(portalId, worker, waiting)
  if (!taken) return null
  const { read, ...lease } = taken
  const [receipts, followed, access] = read
  return {
    lease,
    hints: foldReceipts(readReceipts(receipts.rows)),
    ...readFollowed(followed.rows),
    access: openAccess(portalId, access.rows[0], 1),
  }
}
