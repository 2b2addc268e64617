import 'server-only'
import { db } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type InstallationStatus, isBroken } from './installation-status.ts'

export type InstalledPortal = {
  readonly portalId: string
  readonly domain: string
  readonly clientEndpoint: string
  readonly status: InstallationStatus
  readonly finished: boolean
  readonly tokenVersion: number
  /** Our own token chain is refused, or waits for another try. */
  readonly isBroken: boolean
  readonly applicationTokenDigest: string | null
  /** The portal has events of ours that it would not bind. */
  readonly hasUnbound: boolean
}

/** The portal and the state of its installation by Bitrix24's member_id, or null when nothing was ever installed there. */
export async function findPortal(memberId: string): Promise<InstalledPortal | null> {
  const portal = await db().portal.findUnique({
    where: { memberId },
    select: { id: true, domain: true, clientEndpoint: true },
  })
  if (!portal) return null
  const installation = await inPortal(portal.id, (tx) =>
    tx.installation.findUnique({
      where: { portalId: portal.id },
      select: {
        status: true,
        finishedAt: true,
        tokenVersion: true,
        recheckAt: true,
        applicationTokenDigest: true,
        unboundEvents: true,
      },
    }),
  )
  if (!installation) return null
  return {
    portalId: portal.id,
    domain: portal.domain,
    clientEndpoint: portal.clientEndpoint,
    status: installation.status,
    finished: installation.finishedAt !== null,
    tokenVersion: installation.tokenVersion,
    isBroken: isBroken(installation.status) || installation.recheckAt !== null,
    applicationTokenDigest: installation.applicationTokenDigest,
    hasUnbound: installation.unboundEvents.length > 0,
  }
}
