import 'server-only'
import { inOneTrip } from '../db/in-one-trip.ts'
import { portalsOfMembersSql } from '../db/portal-names-sql.ts'
import { statement } from '../db/statement.ts'
import { once } from '../platform/once.ts'
import { Refusal } from '../platform/refusal.ts'
import { SharedRead } from '../platform/shared-read.ts'

/**
 * Whether this portal has the app. Whoever asks shares the next read with all others who do, so that made-up portals by the thousand cost
 * one read at a time.
 * @throws Refusal `too_many_requests` where too many wait for that.
 */
export async function readAppPresence(memberId: string): Promise<boolean> {
  // PostgreSQL refuses NUL, and with it the read of all who share it; no portal's id holds one.
  if (memberId.includes('\0')) return false
  try {
    return (await reads().get(memberId)) === true
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('too_many_requests', 'portal_reads', {}, { retryAfterMs: 1_000 })
    throw error
  }
}

function reads(): SharedRead<string, true> {
  return once('portal-reads', () => new SharedRead(readInstalled, { maxKeys: 1_000, maxWaiting: 5_000 }))
}

/** An unknown portal cannot be told from a known one by the time it takes. */
async function readInstalled(memberIds: readonly string[]): Promise<ReadonlyMap<string, true>> {
  const [, { rows }] = await inOneTrip(
    [],
    [
      portalsOfMembersSql(memberIds),
      statement<{ member_id: string }>`
        select p.member_id from portal p join installation n on n.portal_id = p.id
        where p.member_id = any (${memberIds}::text[]) and n.status <> 'UNINSTALLED'`,
    ],
  )
  return new Map(rows.map((row) => [row.member_id, true]))
}
