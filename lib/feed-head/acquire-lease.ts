import 'server-only'
import { inOneTrip } from '../db/in-one-trip.ts'
import { type Answers, type Statement, statement } from '../db/statement.ts'
import { backsOff } from './backs-off.ts'

/** The right to write one portal's feed, for a while. The epoch is checked again when the work is committed. */
export type Lease = {
  readonly portalId: string
  readonly epoch: bigint
  readonly failures: number
  /** When the portal last called the owner of our token an admin. */
  readonly ownerProvedAt: Date | null
}

type Row = { epoch: bigint; failures: number; owner_proved_at: Date | null }

/** Longer than the two REST requests of a batch may take, but for the 5 s that each may wait for the budget: the epoch catches that (decisions/021). What a crash costs at most. */
const leaseSeconds = 45

/**
 * Takes the portal's lease, unless another worker holds it, the portal waits after a failure, or it is uninstalled. Its epoch is greater than any that
 * has recorded or was revoked, also where the lease's row has been deleted since.
 * @param then what is read in the same trip, once the lease is taken.
 */
export async function acquireLease<const Then extends readonly Statement[] = []>(
  portalId: string,
  worker: string,
  then?: Then,
): Promise<(Lease & { readonly read: Answers<Then> }) | null> {
  const [taken, ...read] = await inOneTrip([portalId], [leaseSql(portalId, worker), ...(then ?? [])])
  const [row] = (taken as { rows: readonly Row[] }).rows
  if (!row) return null
  const { epoch, failures, owner_proved_at: ownerProvedAt } = row
  return { portalId, epoch, failures, ownerProvedAt, read: read as unknown as Answers<Then> }
}

function leaseSql(portalId: string, worker: string): Statement<Row> {
  return statement<Row>`
    insert into feed_lease as l (portal_id, held_by, held_until, epoch)
    select portal_id, ${worker}, now() + make_interval(secs => ${leaseSeconds}), lease_epoch + 1
    from feed_head h where portal_id = ${portalId}::uuid
      and not exists (select from installation n where n.portal_id = h.portal_id and n.status = 'UNINSTALLED')
    on conflict (portal_id) do update set
      held_by = excluded.held_by, held_until = excluded.held_until, epoch = greatest(l.epoch + 1, excluded.epoch)
    where (l.held_until is null or l.held_until < now() or l.held_by = excluded.held_by)
      and (${backsOff}) is not true
    returning epoch, failures, (select owner_proved_at from feed_proof where portal_id = ${portalId}::uuid)`
}
