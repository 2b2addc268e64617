import 'server-only'
import { inPortals } from '../db/in-portals.ts'
import { once } from '../platform/once.ts'
import { SharedRead } from '../platform/shared-read.ts'

/** Portals named at once, and questions that wait: more than the requests that are worked on at a time. */
const bounds = { maxKeys: 50, maxWaiting: 10_000 } as const

/**
 * The newest revision of the portal's feed, 0 where the app was never installed: as of now, though whoever asks meanwhile shares one
 * read.
 */
export async function readHead(portalId: string): Promise<bigint> {
  const heads = once('heads', () => new SharedRead(readHeads, bounds))
  return (await heads.get(portalId)) ?? 0n
}

async function readHeads(portalIds: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await inPortals(portalIds, (tx) =>
    tx.feedHead.findMany({
      where: { portalId: { in: [...portalIds] } },
      select: { portalId: true, headRevision: true },
    }),
  )
  return new Map(rows.map((row) => [row.portalId, row.headRevision]))
}
