import 'server-only'
import { db } from '../db/client.ts'
import { inPortals } from '../db/in-portals.ts'
import { once } from '../platform/once.ts'
import { Refusal } from '../platform/refusal.ts'
import { SharedRead } from '../platform/shared-read.ts'

/**
 * Whether this portal has the app. Whoever asks shares the next read with all others who do, so that made-up portals by the thousand cost
 * one read at a time.
 * @throws Refusal `too_many_requests` where too many wait for that.
 */
export async function readAppPresence(memberId: string): Promise<boolean> {
  // PostgreSQL refuses NUL, and with it the read of all who share it; no portal's id holds one.
  if (memberId.includes('\0')) return false
  try {
    return (await reads().get(memberId)) === true
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('too_many_requests', 'portal_reads', {}, { retryAfterMs: 1_000 })
    throw error
  }
}

function reads(): SharedRead<string, true> {
  return once('portal-reads', () => new SharedRead(readInstalled, { maxKeys: 1_000, maxWaiting: 5_000 }))
}

async function readInstalled(memberIds: readonly string[]): Promise<ReadonlyMap<string, true>> {
  const portals = await db().portal.findMany({
    where: { memberId: { in: [...memberIds] } },
    select: { id: true, memberId: true },
  })
  const ids = portals.map(({ id }) => id)
  // Asked also where no portal is known: an unknown one must not be told from a known one by the time it takes.
  const installations = await inPortals(ids, (tx) =>
    tx.installation.findMany({
      where: { portalId: { in: ids }, status: { not: 'UNINSTALLED' } },
      select: { portalId: true },
    }),
  )
  const installed = new Set(installations.map(({ portalId }) => portalId))
  return new Map(portals.filter(({ id }) => installed.has(id)).map(({ memberId }) => [memberId, true]))
}
