import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** The newest revision of the portal's feed, 0 where the app was never installed. */
export async function readHead(portalId: string): Promise<bigint> {
  const head = await inPortal(portalId, (tx) =>
    tx.feedHead.findUnique({ where: { portalId }, select: { headRevision: true } }),
  )
  return head?.headRevision ?? 0n
}
