import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { lockWatches } from '../db/lock-watches.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { log } from '../platform/log.ts'
import { type Announced, isStillAnnounced } from './is-still-announced.ts'

/** An uninstall that keeps the settings: drops tokens and everything about people and items, keeps the watches for a reinstall. */
export async function retirePortal(announced: Announced): Promise<void> {
  const { portalId } = announced
  const ofPortal = { where: { portalId } }
  const isRetired = await inPortal(portalId, async (tx) => {
    // First, so that whoever writes beside this either is deleted here or sees it and writes nothing: receipts and names look at
    // the status, a confirmation that is under way at its epoch.
    await lockWatches(tx, [portalId], 'exclusive')
    if (!(await isStillAnnounced(tx, announced))) return false
    await tx.installation.update({ ...ofPortal, data: { status: 'UNINSTALLED' } })
    await tx.feedHead.updateMany({ ...ofPortal, data: { leaseEpoch: { increment: 1 }, leaseOwner: null } })
    await tx.feedItem.deleteMany(ofPortal)
    await tx.eventDelivery.deleteMany(ofPortal)
    await tx.directoryEntry.deleteMany(ofPortal)
    await tx.viewerState.deleteMany(ofPortal)
    await tx.viewerAction.deleteMany(ofPortal)
    await tx.bell.deleteMany(ofPortal)
    await tx.bellCursor.deleteMany(ofPortal)
    await tx.restCall.deleteMany(ofPortal)
    await tx.restBudget.deleteMany(ofPortal)
    await tx.restMethod.deleteMany(ofPortal)
    await tx.refusedHints.deleteMany(ofPortal)
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
        uninstallClean: null,
        uninstallProbeAt: null,
      },
    })
    return true
  })
  if (!isRetired) return
  log().info({ portalId }, 'uninstalled: tokens and personal data are gone, the watches are kept')
  publishSignal({ kind: 'feed', portalId })
}
