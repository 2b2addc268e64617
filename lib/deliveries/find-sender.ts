import 'server-only'
import { db } from '../db/client.ts'
import { inPortals } from '../db/in-portal.ts'
import { admitsViewers } from '../installations/installation.ts'
import { equalDigests } from '../platform/crypto.ts'
import { once } from '../platform/once.ts'
import { SharedRead } from '../platform/shared-read.ts'

/** An event's sender: proved by its application token, or somebody who names a portal (`claimed`, null for one that we do not know). */
export type Sender = { readonly portalId: string } | { readonly portalId: null; readonly claimed: string | null }

type Installed = { readonly portalId: string; readonly applicationTokenDigest: string }

const keptMs = 2_000
const maxKept = 10_000
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
  const kept = once('senders', () => new Map<string, Installed & { readonly readAtMs: number }>())
  const known = kept.get(memberId)
  if (known && nowMs - known.readAtMs < keptMs && equalDigests(known.applicationTokenDigest, tokenDigest)) {
    return { portalId: known.portalId }
  }
  const installed = await reads().get(memberId)
  if (!equalDigests(installed?.applicationTokenDigest ?? '', tokenDigest) || !installed) {
    return { portalId: null, claimed: installed?.portalId ?? null }
  }
  if (kept.size >= maxKept) kept.clear()
  kept.set(memberId, { ...installed, readAtMs: nowMs })
  return { portalId: installed.portalId }
}

function reads(): SharedRead<string, Installed> {
  return once('sender-reads', () => new SharedRead(readInstalled, { maxKeys: 1_000, maxWaiting: 5_000 }))
}

/** By member_id, those that have the app; a digest of '' stands for an application token that is not known yet. */
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
    if (memberId === undefined || !admitsViewers(status)) continue
    installed.set(memberId, { portalId, applicationTokenDigest: applicationTokenDigest ?? '' })
  }
  return installed
}
