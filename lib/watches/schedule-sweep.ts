import 'server-only'
import type { Transaction } from '../db/client.ts'
import { leftAloneSeconds } from './left-alone.ts'
import { sweepPace } from './look-paces.ts'

/**
 * A sweep begins: the next one is due by the attention that the portal gets. Already now, so that one that comes to nothing does not
 * keep others from theirs: what it was to walk is due by itself.
 */
export async function scheduleSweep(tx: Transaction, portalId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    update attention a set sweep_begun_at = ${now}::timestamptz,
      sweep_at = ${now}::timestamptz + make_interval(secs => ${leftAloneSeconds(now, sweepPace())})
    where a.portal_id = ${portalId}::uuid and a.sweep_at is not null`
}
