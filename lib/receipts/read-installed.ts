import 'server-only'
import type { Pool } from '../db/client.ts'
import { inOneTrip } from '../db/in-one-trip.ts'
import { portalsOfMembersSql } from '../db/portal-names-sql.ts'
import { statement } from '../db/statement.ts'
import { admitsViewers, type InstallationStatus } from '../portals/installation-status.ts'

/** A portal that has the app, or (`isGone`) was learnt to be without it before it announced so. */
export type Installed = {
  readonly portalId: string
  /** '' where it is not known. */
  readonly applicationTokenDigest: string
  readonly isGone: boolean
}

type Row = { member_id: string; portal_id: string; application_token_digest: string | null; status: InstallationStatus }

/** The portals of these members, by member_id. An unknown one cannot be told from a known one by the time it takes. */
export async function readInstalled(memberIds: readonly string[], pool: Pool): Promise<ReadonlyMap<string, Installed>> {
  const [, found] = await inOneTrip(
    [],
    [
      portalsOfMembersSql(memberIds),
      statement<Row>`
        select p.member_id, n.portal_id::text, n.application_token_digest, n.status::text
        from portal p join installation n on n.portal_id = p.id where p.member_id = any (${memberIds}::text[])`,
    ],
    { pool },
  )
  const installed = new Map<string, Installed>()
  for (const row of found.rows) {
    const isGone = !admitsViewers(row.status)
    if (isGone && row.application_token_digest === null) continue
    const applicationTokenDigest = row.application_token_digest ?? ''
    installed.set(row.member_id, { portalId: row.portal_id, applicationTokenDigest, isGone })
  }
  return installed
}
