import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'
import { markUninstalled } from '../portals/mark-uninstalled.ts'
import { beginPurge } from '../uninstall/begin-purge.ts'
import { emptyPortal } from '../uninstall/empty-portal.ts'
import { purgePortal } from '../uninstall/purge-portal.ts'
import { countRows, type RowCounts } from './count-rows.ts'
import { logOperation } from './log-operation.ts'

/**
 * Deletes a portal to its last row, as an uninstall with "delete data" does, and counts to zero in every table.
 * @throws Problem where a row is left, or where the installation changed meanwhile.
 */
export async function purgeNow(portalId: string, clock: Clock): Promise<RowCounts> {
  await beginNow(portalId, clock())
  // Beside a worker that does the same, each takes what the other has left.
  while (await findInstallation(portalId))
    if (await emptyPortal({ portalId, clean: true }, clock)) await purgePortal(portalId)
  const left = await countRows(portalId)
  const tables = Object.entries(left).flatMap(([table, count]) => (count > 0 ? [table] : []))
  if (tables.length > 0) throw new Problem(`Rows are left in ${tables.join(', ')}: run this again.`)
  logOperation('portals:purge', portalId, { tables: Object.keys(left).length })
  return left
}

/** As an uninstall with "delete data" that is proved; where it is proved already, its settings go as well. */
async function beginNow(portalId: string, now: Date): Promise<void> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { status: true, tokenVersion: true } }),
  )
  if (!stored) return
  if (stored.status !== 'UNINSTALLED') {
    if (await markUninstalled({ portalId, tokenVersion: stored.tokenVersion }, true, now)) return
    throw new Problem('The installation has just changed: look at the portal, and run this again.')
  }
  await inPortal(portalId, async (tx) => {
    const [kept] = await tx.$queryRaw<object[]>`
      select from installation where portal_id = ${portalId}::uuid and uninstall_clean is distinct from true for update`
    if (kept) await beginPurge(tx, portalId, now)
  })
}

async function findInstallation(portalId: string): Promise<boolean> {
  return (await inPortal(portalId, (tx) => tx.installation.count({ where: { portalId } }))) > 0
}
