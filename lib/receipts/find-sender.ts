import 'server-only'
import { equalDigests } from '../platform/crypto.ts'
import { once } from '../platform/once.ts'
import { SharedRead } from '../platform/shared-read.ts'
import { senderCache } from '../tokens/sender-cache.ts'
import { type Installed, readInstalled } from './read-installed.ts'

/**
 * An event's sender: proved by its application token (`isGone` where the app is known to be uninstalled), or somebody who names a
 * portal (`claimed`, null for one that does not have the app).
 */
export type Sender =
  | { readonly portalId: string; readonly isGone: boolean }
  | { readonly portalId: null; readonly claimed: string | null }

/** So long that events which come now and then cost no read either: that the token is the portal's still is seen where the receipt is stored. */
const keptMs = 600_000
/** Bitrix24's are of 32 characters. */
export const maxMemberIdLength = 64

/**
 * The portal whose installation has this application token, by its digest. A proved sender is kept for some minutes, so that an
 * event costs no read, for who looks again where it is stored (`storeReceipts`). Nobody is refused by what is kept: an installation of
 * a moment ago counts. The others share their reads, so that made-up portals by the thousand cost one read at a time and nobody has
 * to be refused unread. Compared in constant time, also when the portal is unknown.
 * @param isReadAnew whether what is kept does not do.
 */
export async function findSender(
  memberId: string,
  tokenDigest: string,
  { nowMs, isReadAnew }: { nowMs: number; isReadAnew: boolean },
): Promise<Sender> {
  if (memberId.length > maxMemberIdLength) return { portalId: null, claimed: null }
  const kept = senderCache()
  const known = isReadAnew ? undefined : kept.get(memberId)
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
  return once(
    'sender-reads',
    () =>
      new SharedRead((memberIds: readonly string[]) => readInstalled(memberIds, 'ingest'), {
        maxKeys: 1_000,
        maxWaiting: 5_000,
      }),
  )
}
