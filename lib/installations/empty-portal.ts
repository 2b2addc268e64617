import 'server-only'
import type { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import type { Clock } from '../platform/clock.ts'
import { isBeingEmptied, type Uninstalled } from './is-being-emptied.ts'
import { listTables } from './list-tables.ts'

const batchRows = 1_000
/** What is left after these is due at once again: no job of one portal runs for ever. */
const maxBatches = 200

/**
 * Deletes the rows of a portal whose uninstall is proved, in transactions of at most 1,000: a busy portal has millions, and the
 * database takes back what needs more than ten seconds. Each looks again whether the app is installed by now: a new
 * installation ends this, and finds what there would be had the uninstall been refuted, but for items and names that are gone;
 * the comparison with the CRM brings those back. With "delete data" it finds none of it: see `markUninstalled`.
 * @returns whether nothing more than a moment's work is left.
 */
export async function emptyPortal(uninstalled: Uninstalled, clock: Clock): Promise<boolean> {
  const { portalId } = uninstalled
  const tables = await inPortal(portalId, (tx) => listTables(tx, 'emptied'))
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const [table] = tables
    if (!table) return true
    const deleted = await deleteSome(uninstalled, table)
    if (deleted === null) return false
    if (deleted < batchRows) tables.shift()
  }
  await inPortal(portalId, async (tx) => {
    if (!(await isBeingEmptied(tx, uninstalled))) return
    await tx.installation.update({ where: { portalId }, data: { uninstallProbeAt: clock() } })
  })
  return false
}

async function deleteSome(uninstalled: Uninstalled, table: Prisma.Sql): Promise<number | null> {
  const { portalId } = uninstalled
  return inPortal(portalId, async (tx) => {
    if (!(await isBeingEmptied(tx, uninstalled))) return null
    return tx.$executeRaw`
      delete from ${table} where portal_id = ${portalId}::uuid and ctid = any (array(
        select ctid from ${table} where portal_id = ${portalId}::uuid limit ${batchRows}))`
  })
}
