import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { log } from '../platform/log.ts'
import { listPortalTables } from './list-portal-tables.ts'
import { lockEmptied } from './lock-emptied.ts'

/**
 * The end of an uninstall that keeps the settings: deletes the few rows that are left of people and items. The watches wait for a
 * reinstall.
 */
export async function retirePortal(portalId: string): Promise<void> {
  const isRetired = await inPortal(portalId, async (tx) => {
    if (!(await lockEmptied(tx, { portalId, clean: false }))) return false
    for (const table of await listPortalTables(tx, 'emptied'))
      await tx.$executeRaw`delete from ${table} where portal_id = ${portalId}::uuid`
    await tx.installation.update({ where: { portalId }, data: { uninstallClean: null, uninstallProbeAt: null } })
    return true
  })
  if (isRetired) log().info({ portalId }, 'uninstalled: tokens and personal data are gone, the watches are kept')
}
