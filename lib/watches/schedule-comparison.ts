import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { leftAloneSeconds } from './left-alone.ts'
import { comparePace, sweepPace } from './look-paces.ts'

/** A step of the comparison was begun, and may come to nothing; it was done and the round goes on; or the round is over. */
export type ComparisonState = 'begun' | 'goes_on' | 'over'

/** When the portal is compared next: in the middle of a round with the next look, after one by the attention that the portal gets. */
export async function scheduleComparison(
  tx: Transaction,
  portalId: string,
  state: ComparisonState,
  now: Date,
): Promise<void> {
  const seconds = {
    begun: Prisma.sql`${sweepPace().everySeconds}::float8`,
    goes_on: Prisma.sql`0`,
    over: leftAloneSeconds(now, comparePace()),
  }[state]
  await tx.$executeRaw`
    update attention a set
      compare_begun_at = case when ${state} = 'over' then ${now}::timestamptz else a.compare_begun_at end,
      compare_at = ${now}::timestamptz + make_interval(secs => ${seconds})
    where a.portal_id = ${portalId}::uuid and a.compare_at is not null`
}
