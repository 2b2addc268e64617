import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** The right to write one portal's feed, for a while. The epoch is checked again when the work is committed. */
export type Lease = {
  readonly portalId: string
  readonly epoch: bigint
  readonly failures: number
  /** When the portal last called the owner of our token an admin. */
  readonly ownerProvedAt: Date | null
}

type Row = { lease_epoch: bigint; failures: number; owner_proved_at: Date | null }

/** Longer than the two REST requests of a batch may take, but for the 5 s that each may wait for the budget: the epoch catches that (decisions/021). What a crash costs at most. */
const leaseSeconds = 45

/** Takes the portal's lease, unless another worker holds it or the portal waits after a failure. */
export async function acquireLease(portalId: string, worker: string): Promise<Lease | null> {
  const rows = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<Row[]>`
      update feed_head
      set lease_owner = ${worker}, lease_until = now() + make_interval(secs => ${leaseSeconds}), lease_epoch = lease_epoch + 1
      where portal_id = ${portalId}::uuid
        and (lease_until is null or lease_until < now() or lease_owner = ${worker})
        and (retry_at is null or retry_at <= now())
      returning lease_epoch, failures, owner_proved_at`,
  )
  const [row] = rows
  if (!row) return null
  return { portalId, epoch: row.lease_epoch, failures: row.failures, ownerProvedAt: row.owner_proved_at }
}
