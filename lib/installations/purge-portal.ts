import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { lockWatches } from '../db/lock-watches.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { log } from '../platform/log.ts'

/** The installation whose uninstall was announced, as it was when the OAuth server was asked about it. */
type Announced = { readonly portalId: string; readonly tokenVersion: number }

/**
 * Keeps the installation as it is until the transaction ends.
 * @returns false where it is another one by now: the app was installed anew while the answer was on its way.
 */
async function isStillAnnounced(tx: Transaction, { portalId, tokenVersion }: Announced): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 as found from installation
    where portal_id = ${portalId}::uuid and token_version = ${tokenVersion} and uninstall_clean is not null for update`
  if (rows.length === 0) log().info({ portalId }, 'installed anew meanwhile: nothing is deleted')
  return rows.length > 0
}

/**
 * Deletes every row of a portal whose uninstall with "delete data" is proved, in one transaction, and counts what is left in
 * every table before it says so.
 * @throws Error when a row is left; then nothing was deleted.
 */
export async function purgePortal(announced: Announced): Promise<void> {
  const { portalId } = announced
  const isPurged = await inPortal(portalId, async (tx) => {
    if (!(await isStillAnnounced(tx, announced))) return false
    await tx.portal.deleteMany({ where: { id: portalId } })
    const tables = await tx.$queryRaw<{ name: string }[]>`
      select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where a.attname = 'portal_id' and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`
    for (const { name } of tables) {
      const table = Prisma.raw(`"${name}"`)
      const [row] = await tx.$queryRaw<{ left: bigint }[]>`
        select count(*) as left from ${table} where portal_id = ${portalId}::uuid`
      if (row?.left !== 0n) throw new Error(`The purge left rows in ${name}.`)
    }
    return true
  })
  if (!isPurged) return
  log().info({ portalId }, 'uninstalled: no row of the portal is left')
  publishSignal({ kind: 'feed', portalId })
}

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
