import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** `watches`: the revision at which it was last changed which types are watched and for whom. */
export type FeedHead = { readonly revision: bigint; readonly watches: bigint }

/** The newest revision of the portal's feed. */
export async function readHead(portalId: string): Promise<bigint> {
  return (await readFeedHead(portalId)).revision
}

/** Both revisions, 0 where the app was never installed. */
export async function readFeedHead(portalId: string): Promise<FeedHead> {
  const head = await inPortal(portalId, (tx) =>
    tx.feedHead.findUnique({ where: { portalId }, select: { headRevision: true, watchesRevision: true } }),
  )
  return { revision: head?.headRevision ?? 0n, watches: head?.watchesRevision ?? 0n }
}
