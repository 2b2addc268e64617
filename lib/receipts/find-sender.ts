import 'server-only'
import { db } from '../db/client.ts'
import { inPortals } from '../db/in-portals.ts'
import { equalDigests } from '../platform/crypto.ts'
import { once } from '../platform/once.ts'
import { SharedRead } from '../platform/shared-read.ts'
import { admitsViewers } from '../portals/installation-status.ts'
import { senderCache } from '../tokens/sender-cache.ts'

/**
 * An event's sender: proved by its application token (`isGone` where the app is known to be uninstalled), or somebody who names a
 * portal (`claimed`, null for one that does not have the app).
 */
export type Sender =
  | { readonly portalId: string; readonly isGone: boolean }
  | { readonly portalId: null; readonly claimed: string | null }

type Installed = { readonly portalId: string; readonly applicationTokenDigest: string; readonly isGone: boolean }

const keptMs = 2_000
/** Bitrix24's are of 32 characters. */
const maxMemberIdLength = 64

/**
 * The portal whose installation has this application token, by its digest. A proved sender is kept for two seconds, so that
 * a burst costs no read per event. Nobody is refused by what is kept: an installation of a moment ago counts. The others
 * share their reads, so that made-up portals by the thousand cost one read at a time and nobody has to be refused unread.
 * Compared in constant time, also when the portal is unknown.
 */
export async function findSender(memberId: string, tokenDigest: string, nowMs: number): Promise<Sender> {
  if (memberId.length > maxMemberIdLength) return { portalId: null, claimed: null }
  const kept = senderCache()
  const known = kept.get(memberId)
  if (known && nowMs - known.readAtMs < keptMs && equalDigests(known.applicationTokenDigest, tokenDigest)) {
    return { portalId: known.portalId, isGone: false }
  }
  const installed = await reads().get(memberId)
  if (!equalDigests(installed?.applicationTokenDigest ?? '', tokenDigest) || !installed) {
    return { portalId: null, claimed: installed && !installed.isGone ? installed.portalId : null }
  }
  if (installed.isGone) return { portalId: installed.portalId, isGone: true }
  kept.set(memberId, { ...installed, readAtMs: nowMs })
  return { portalId: installed.portalId, isGone: false }
}

function reads(): SharedRead<string, Installed> {
  return once('sender-reads', () => new SharedRead(readInstalled, { maxKeys: 1_000, maxWaiting: 5_000 }))
}

/**
 * By member_id, those that have the app, and those that were learnt to be without it before they announced it. A digest of ''
 * stands for an application token that is not known.
 */
async function readInstalled(memberIds: readonly string[]): Promise<ReadonlyMap<string, Installed>> {
  const portals = await db('ingest').portal.findMany({
    where: { memberId: { in: [...memberIds] } },
    select: { id: true, memberId: true },
  })
  // Asked also where no portal is known: an unknown one must not be told from a known one by the time it takes.
  const ids = portals.map(({ id }) => id)
  const installations = await inPortals(
    ids,
    (tx) =>
      tx.installation.findMany({
        where: { portalId: { in: ids } },
        select: { portalId: true, applicationTokenDigest: true, status: true },
      }),
    { pool: 'ingest' },
  )
  const memberIdOf = new Map(portals.map(({ id, memberId }) => [id, memberId]))
  const installed = new Map<string, Installed>()
  for (const { portalId, applicationTokenDigest, status } of installations) {
    const memberId = memberIdOf.get(portalId)
    const isGone = !admitsViewers(status)
    if (memberId === undefined || (isGone && applicationTokenDigest === null)) continue
    installed.set(memberId, { portalId, applicationTokenDigest: applicationTokenDigest ?? '', isGone })
  }
  return installed
}
