import 'server-only'
import { mayBePrivate } from '../bitrix24/portal-admission.ts'
import type { Priority } from '../bitrix24/request-queue.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { inOneTrip } from '../db/in-one-trip.ts'
import { type Statement, statement } from '../db/statement.ts'
import { open } from '../platform/crypto.ts'
import { env } from '../platform/env.ts'
import { type InstallationStatus, tokenBinding, workingStatuses } from '../portals/installation-status.ts'
import { keyRing } from './key-ring.ts'

/** What the installation calls its portal with, and which pair of its tokens that is. */
export type InstallationAccess = PortalAccess & { readonly tokenVersion: number }

export type StoredAccess = InstallationAccess & {
  readonly expiresAt: Date
  /** The portal has not declined it. */
  readonly isUsable: boolean
}

/** As `accessSql` reads it. */
export type SealedAccess = {
  access_token_sealed: string | null
  access_expires_at: Date | null
  token_version: number
  status: InstallationStatus
  client_endpoint: string
}

/** The stored pair, in whichever state the installation is; null where there is none. */
export async function readAccess(portalId: string, priority: Priority): Promise<StoredAccess | null> {
  const [{ rows }] = await inOneTrip([portalId], [accessSql(portalId)])
  return openAccess(portalId, rows[0], priority)
}

/** Reads what `openAccess` opens, for who has more to ask in one trip. */
export function accessSql(portalId: string): Statement<SealedAccess> {
  return statement<SealedAccess>`
    select n.access_token_sealed, n.access_expires_at, n.token_version, n.status::text, p.client_endpoint
    from installation n join portal p on p.id = n.portal_id where n.portal_id = ${portalId}::uuid`
}

/** The same as `readAccess`. */
export function openAccess(
  portalId: string,
  stored: SealedAccess | undefined,
  priority: Priority,
): StoredAccess | null {
  if (!stored?.access_token_sealed || !stored.access_expires_at) return null
  return {
    portalId,
    priority,
    clientEndpoint: stored.client_endpoint,
    accessToken: open(keyRing(), stored.access_token_sealed, tokenBinding(portalId, 'access')),
    allowPrivate: mayBePrivate(env(), stored.client_endpoint),
    tokenVersion: stored.token_version,
    expiresAt: stored.access_expires_at,
    isUsable: workingStatuses.includes(stored.status),
  }
}
