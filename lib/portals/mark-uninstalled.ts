import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { watchesLockSql } from '../db/watches-lock-sql.ts'
import { lockHead } from '../feed-head/lock-head.ts'
import { revokeLease } from '../feed-head/revoke-lease.ts'
import { type KnownChain, lockSameChain } from './lock-same-chain.ts'

/**
 * Notes that an uninstall is proved, in one short transaction: from here on nobody is let in, no event is taken and no
 * item recorded, the tokens are gone, and the portal is due until it has been emptied, whoever dies meanwhile.
 * With "delete data" the row gives up its portal's identity, too: who installs the app anew gets a portal of its own, and the
 * deletion goes on to its end beside it. The digest of the application token stays where nobody has announced it yet: the
 * announcement may be on its way, with the tick.
 * @param ticked whether "delete data" was ticked; null: as it was announced, and not where it was not.
 * @returns false where it is another installation by now; then nothing is noted.
 */
export async function markUninstalled(known: KnownChain, ticked: boolean | null, now: Date): Promise<boolean> {
  const { portalId } = known
  const ofPortal = { where: { portalId } }
  const isMarked = await inPortal(portalId, async (tx) => {
    // Before the other locks: who records items may keep it for long, and meanwhile events must be taken in.
    await lockHead(tx, portalId)
    // Before anything is read, so that whoever writes beside this either has committed or sees it and writes nothing: receipts
    // and names look at the status, a confirmation that is under way at its epoch.
    await tx.$executeRaw(watchesLockSql([portalId], 'exclusive'))
    const stored = await lockSameChain(tx, known)
    if (stored === 'changed') return false
    const announced = ticked ?? stored.clean
    const clean = announced === true
    await tx.installation.update({
      ...ofPortal,
      data: {
        status: 'UNINSTALLED',
        accessTokenSealed: null,
        refreshTokenSealed: null,
        accessExpiresAt: null,
        ...(announced !== null && { applicationTokenDigest: null }),
        applicationTokenAt: null,
        formerTokenDigests: [],
        recheckAt: null,
        tokenUserId: null,
        finishedAt: null,
        // A refresh that is under way would make its refusal the status.
        refreshLeaseOwner: null,
        refreshLeaseUntil: null,
        uninstallClean: clean,
        uninstallAnnounced: announced !== null,
        uninstalledAt: now,
        uninstallProbeAt: now,
      },
    })
    await revokeLease(tx, portalId)
    if (clean) await tx.portal.update({ where: { id: portalId }, data: { memberId: `purged:${portalId}` } })
    return true
  })
  if (!isMarked) return false
  // Its streams end, and whoever is free empties it.
  publishSignal({ kind: 'feed', portalId })
  publishSignal({ kind: 'jobs', portalId })
  return true
}
