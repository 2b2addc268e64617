import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { log } from '../platform/log.ts'
import { isBeingEmptied } from './is-being-emptied.ts'
import { listTables } from './list-tables.ts'

/**
 * The end of an uninstall that keeps the settings: deletes the few rows that are left of people and items. The watches wait for a
 * reinstall.
 */
export async function retirePortal(portalId: string): Promise<void> {
  const isRetired = await inPortal(portalId, async (tx) => {
    if (!(await isBeingEmptied(tx, { portalId, clean: false }))) return false
    for (const table of await listTables(tx, 'emptied'))
      await tx.$executeRaw`delete from ${table} where portal_id = ${portalId}::uuid`
    await tx.installation.update({ where: { portalId }, data: { uninstallClean: null, uninstallProbeAt: null } })
    return true
  })
  if (isRetired) log().info({ portalId }, 'uninstalled: tokens and personal data are gone, the watches are kept')
}
