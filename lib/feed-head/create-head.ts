import 'server-only'
import type { Transaction } from '../db/client.ts'

/** Makes the head of a portal's feed where there is none, unless the portal has given up its identity. */
export async function createHead(tx: Transaction, portalId: string, memberId: string): Promise<void> {
  await tx.$executeRaw`
    insert into feed_head (portal_id) select id from portal where id = ${portalId}::uuid and member_id = ${memberId}
    on conflict do nothing`
}
