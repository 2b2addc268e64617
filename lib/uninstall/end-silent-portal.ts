import 'server-only'
import { readChainRefusal } from '../bitrix24/refusals.ts'
import { db } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'
import { recordContact } from '../portals/record-contact.ts'
import { recordUninstalled } from '../portals/record-uninstalled.ts'
import { checkClientCredentials } from '../tokens/check-client-credentials.ts'
import { renewTokens } from '../tokens/renew-tokens.ts'
import { announcedSilentSeconds, othersHeardSeconds, silentSeconds } from './silence-limits.ts'

/** When a portal last proved that the app is there: an admin's installation or chain, a refresh, a person, an event, a REST answer. */
const heardOf = Prisma.sql`greatest(n.verified_at, n.rotated_at, n.heard_at, p.owner_proved_at)`

/** Whether nothing was heard for months of a portal (`installation n`, `feed_proof p`) that has the app as far as is known. */
export const isSilent = (now: Date): Prisma.Sql => Prisma.sql`
  n.status <> 'UNINSTALLED'
  and ${heardOf} <= case when n.uninstall_clean is null then ${secondsFrom(now, -silentSeconds)}::timestamptz
                         else ${secondsFrom(now, -announcedSilentSeconds)}::timestamptz end`

type SilentPortal = { token_version: number; server_endpoint: string }

export type SilenceOutcome = { readonly kind: 'ended' | 'heard' | 'not_silent' | 'unanswered' | 'fault_may_be_ours' }

/**
 * The end of a portal that is gone without a word: asks the OAuth server a last time, makes sure that it is not us whom nobody
 * answers, and then has the portal uninstalled with its settings kept (decisions/023). Anything that is heard is another half year.
 */
export async function endSilentPortal(portalId: string, clock: Clock): Promise<SilenceOutcome> {
  // Whoever was heard of since the look is silent no more.
  const [stored] = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<SilentPortal[]>`
      select n.token_version, n.server_endpoint
      from installation n left join feed_proof p on p.portal_id = n.portal_id
      where n.portal_id = ${portalId}::uuid and ${isSilent(clock())}`,
  )
  if (!stored) return { kind: 'not_silent' }
  const tokenVersion = stored.token_version
  const renewal = await renewTokens(portalId, tokenVersion, { again: true, clock })
  if (renewal.renewed) return { kind: 'heard' }
  const refusal = renewal.code === 'no_chain' ? 'dead' : readChainRefusal(renewal.code).meaning
  if (refusal === 'gone') return { kind: 'ended' }
  if (refusal === 'closed') {
    // It is known there, and may be paid for again.
    recordContact(portalId, clock)
    return { kind: 'heard' }
  }
  if (renewal.code === 'no_answer' || renewal.code === 'no_lease') return { kind: 'unanswered' }
  if (!(await checkClientCredentials(stored.server_endpoint, clock)) || !(await readOthersHeard(portalId, clock()))) {
    log().warn({ portalId, code: renewal.code }, 'a portal is silent, but the fault may be ours')
    return { kind: 'fault_may_be_ours' }
  }
  const isEnded = await recordUninstalled({ portalId, tokenVersion }, clock())
  log().info({ portalId, code: renewal.code, isEnded }, 'a portal is gone without a word')
  return { kind: isEnded ? 'ended' : 'not_silent' }
}

/** Whether another portal with the app was heard of lately; without others there is nobody to compare with. */
async function readOthersHeard(portalId: string, now: Date): Promise<boolean> {
  const [row] = await db().$queryRaw<{ others: bigint; heard: bigint }[]>`
    select count(*) as others,
           count(*) filter (where ${heardOf} > ${secondsFrom(now, -othersHeardSeconds)}::timestamptz) as heard
    from schedule.installation n left join schedule.feed_proof p on p.portal_id = n.portal_id
    where ${mayBeAsked} and n.portal_id <> ${portalId}::uuid`
  return !row || row.others === 0n || row.heard > 0n
}
