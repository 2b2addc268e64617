import 'server-only'
import type { Transaction } from '../db/client.ts'

/** The portal has called the owner of our token an admin, whose lists are whole. */
export async function recordOwnerProof(tx: Transaction, portalId: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    insert into feed_proof (portal_id, owner_proved_at) values (${portalId}::uuid, ${at}::timestamptz)
    on conflict (portal_id) do update set owner_proved_at = excluded.owner_proved_at`
}
