import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { log } from '../platform/log.ts'
import { listPortalTables } from './list-portal-tables.ts'
import { lockEmptied } from './lock-emptied.ts'

/**
 * The end of an uninstall with "delete data": deletes the row of the portal and with it the few that are left, and counts to
 * zero in every table before it says so.
 * @throws Error when a row is left; then all of this is taken back, and the portal stays due.
 */
export async function purgePortal(portalId: string): Promise<void> {
  const isPurged = await inPortal(portalId, async (tx) => {
    if (!(await lockEmptied(tx, { portalId, clean: true }))) return false
    await tx.portal.deleteMany({ where: { id: portalId } })
    for (const table of await listPortalTables(tx, 'all')) {
      const [row] = await tx.$queryRaw<{ left: bigint }[]>`
        select count(*) as left from ${table} where portal_id = ${portalId}::uuid`
      if (row?.left !== 0n) throw new Error(`The purge left rows in ${table.sql}.`)
    }
    return true
  })
  if (isPurged) log().info({ portalId }, 'uninstalled: no row of the portal is left')
}
