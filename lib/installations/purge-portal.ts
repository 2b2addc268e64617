import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { log } from '../platform/log.ts'
import { type Announced, isStillAnnounced } from './is-still-announced.ts'

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
