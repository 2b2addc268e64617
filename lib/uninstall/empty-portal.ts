import 'server-only'
import { deleteInBatches } from '../db/delete-in-batches.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { listPortalTables } from './list-portal-tables.ts'
import { lockEmptied, type Uninstalled } from './lock-emptied.ts'

/**
 * Deletes the rows of a portal whose uninstall is proved. Each transaction looks again whether the app is installed by now: a new
 * installation ends this, and finds what there would be had the uninstall been refuted, but for items and names that are gone;
 * the comparison with the CRM brings those back. With "delete data" it finds none of it: see `markUninstalled`.
 * @returns whether nothing more than a moment's work is left.
 */
export async function emptyPortal(uninstalled: Uninstalled, clock: Clock): Promise<boolean> {
  const { portalId } = uninstalled
  const tables = await inPortal(portalId, (tx) => listPortalTables(tx, 'emptied'))
  const isOver = await deleteInBatches(portalId, async (tx, limit) => {
    const [table] = tables
    if (!table) return true
    if (!(await lockEmptied(tx, uninstalled))) return true
    const deleted = await tx.$executeRaw`
      delete from ${table} where portal_id = ${portalId}::uuid and ctid = any (array(
        select ctid from ${table} where portal_id = ${portalId}::uuid limit ${limit}))`
    if (deleted < limit) tables.shift()
    return false
  })
  if (isOver) return tables.length === 0
  await inPortal(portalId, async (tx) => {
    if (!(await lockEmptied(tx, uninstalled))) return
    await tx.installation.update({ where: { portalId }, data: { uninstallProbeAt: clock() } })
  })
  return false
}
