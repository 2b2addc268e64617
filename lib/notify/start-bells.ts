import 'server-only'
import type { Transaction } from '../db/client.ts'

/** Has what comes from now on looked at, before any worker looks: who turns the bell on hears of the very next item. */
export async function startBells(tx: Transaction, portalId: string): Promise<void> {
  await tx.$executeRaw`
    insert into bell_cursor (portal_id, position)
    select portal_id, head_revision from feed_head where portal_id = ${portalId}::uuid
    on conflict do nothing`
}
