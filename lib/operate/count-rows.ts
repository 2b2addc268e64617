import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { listPortalTables } from '../uninstall/list-portal-tables.ts'

/** How many rows of one portal each table has; every table that has a `portal_id`, whenever it was made, and `portal` itself. */
export type RowCounts = Readonly<Record<string, number>>

/** @returns the rows of every table, also of those that have none. */
export function countRows(portalId: string): Promise<RowCounts> {
  return inPortal(portalId, async (tx) => {
    const counts: [string, number][] = [['portal', await tx.portal.count({ where: { id: portalId } })]]
    for (const table of await listPortalTables(tx, 'all')) {
      const [row] = await tx.$queryRaw<{ count: bigint }[]>`
        select count(*) as count from ${table} where portal_id = ${portalId}::uuid`
      counts.push([table.sql.replaceAll('"', ''), Number(row?.count ?? 0)])
    }
    return Object.fromEntries(counts)
  })
}
