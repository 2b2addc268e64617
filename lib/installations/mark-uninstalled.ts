import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { lockHead } from '../db/lock-head.ts'
import { lockWatches } from '../db/lock-watches.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Announced, isStillAnnounced } from './is-still-announced.ts'

/**
 * Notes that an announced uninstall is proved, in one short transaction: from here on nobody is let in, no event is taken and no
 * item recorded, the tokens are gone, and the portal is due until it has been emptied, whoever dies meanwhile.
 * With "delete data" the row gives up its portal's identity, too: who installs the app anew gets a portal of its own, and the
 * deletion goes on to its end beside it.
 * @param clean whether "delete data" was ticked.
 * @returns false where it is another installation by now; then nothing is noted.
 */
export async function markUninstalled(announced: Announced, clean: boolean, now: Date): Promise<boolean> {
  const { portalId } = announced
  const ofPortal = { where: { portalId } }
  const isMarked = await inPortal(portalId, async (tx) => {
    // Before the other locks: who records items may keep it for long, and meanwhile events must be taken in.
    await lockHead(tx, portalId)
    // Before anything is read, so that whoever writes beside this either has committed or sees it and writes nothing: receipts
    // and names look at the status, a confirmation that is under way at its epoch.
    await lockWatches(tx, [portalId], 'exclusive')
    if (!(await isStillAnnounced(tx, announced))) return false
    await tx.installation.update({
      ...ofPortal,
      data: {
        status: 'UNINSTALLED',
        accessTokenSealed: null,
        refreshTokenSealed: null,
        accessExpiresAt: null,
        applicationTokenDigest: null,
        tokenUserId: null,
        finishedAt: null,
        // A refresh that is under way would make its refusal the status.
        refreshLeaseOwner: null,
        refreshLeaseUntil: null,
        uninstallClean: clean,
        uninstallProbeAt: now,
      },
    })
    await tx.feedHead.updateMany({ ...ofPortal, data: { leaseEpoch: { increment: 1 }, leaseOwner: null } })
    if (clean) await tx.portal.update({ where: { id: portalId }, data: { memberId: `purged:${portalId}` } })
    return true
  })
  // Its streams end.
  if (isMarked) publishSignal({ kind: 'feed', portalId })
  return isMarked
}
