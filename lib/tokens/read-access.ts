import 'server-only'
import { mayBePrivate } from '../bitrix24/portal-admission.ts'
import type { Priority } from '../bitrix24/request-queue.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { inPortal } from '../db/in-portal.ts'
import { open } from '../platform/crypto.ts'
import { env } from '../platform/env.ts'
import { tokenBinding, workingStatuses } from '../portals/installation-status.ts'
import { keyRing } from './key-ring.ts'

/** What the installation calls its portal with, and which pair of its tokens that is. */
export type InstallationAccess = PortalAccess & { readonly tokenVersion: number }

type StoredAccess = InstallationAccess & {
  readonly expiresAt: Date
  /** The portal has not declined it. */
  readonly isUsable: boolean
}

/** The stored pair, in whichever state the installation is; null where there is none. */
export async function readAccess(portalId: string, priority: Priority): Promise<StoredAccess | null> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({
      where: { portalId },
      select: {
        accessTokenSealed: true,
        accessExpiresAt: true,
        tokenVersion: true,
        status: true,
        portal: { select: { clientEndpoint: true } },
      },
    }),
  )
  if (!stored?.accessTokenSealed || !stored.accessExpiresAt) return null
  return {
    portalId,
    priority,
    clientEndpoint: stored.portal.clientEndpoint,
    accessToken: open(keyRing(), stored.accessTokenSealed, tokenBinding(portalId, 'access')),
    allowPrivate: mayBePrivate(env(), stored.portal.clientEndpoint),
    tokenVersion: stored.tokenVersion,
    expiresAt: stored.accessExpiresAt,
    isUsable: workingStatuses.includes(stored.status),
  }
}
