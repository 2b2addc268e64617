import 'server-only'
import type { LaunchPayload } from '../bitrix24/launch-payload.ts'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { mayBePrivate } from '../bitrix24/portal-admission.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'
import { findPortal } from '../portals/find-portal.ts'
import { admitsViewers } from '../portals/installation-status.ts'
import { type AdminAnswer, askAdmin } from '../sessions/ask-admin.ts'
import { askViewerAdmin } from '../sessions/ask-viewer-admin.ts'
import { storeAdminAnswer } from '../sessions/store-admin-answer.ts'
import { patientPauses } from './bind-events.ts'
import type { BoundEvents } from './bound-events.ts'
import { mendBindings } from './mend-bindings.ts'
import { storeInstallation } from './store-installation.ts'

/** A person who waits for the installer has gone by then. */
const askWithinMs = 15_000

type Installed = { readonly portalId: string; readonly events: BoundEvents }

/**
 * Installs the app on a proved portal: proves that the installer is an admin, stores the token chain, and binds what is
 * missing while unbinding what is stale (settings/app-installation, api-reference/events/event-bind.md). Idempotent. What the portal
 * does not have, or does not bind, is left out and told.
 * @returns the portal's id, and what is not announced there.
 * @throws Refusal `admin_only` before anything is written, or `unavailable`.
 */
export async function installPortal(launch: LaunchPayload, owner: TokenOwner, clock: Clock): Promise<Installed> {
  const access = await accessOf(launch, owner)
  const admin = await askInstaller(access, owner.userId, clock)
  if (!admin?.isAdmin) throw new Refusal('admin_only', 'installer_is_not_admin')
  const now = clock()
  const portalId = await storeInstallation(
    owner,
    {
      accessToken: launch.accessToken,
      refreshToken: launch.refreshToken,
      expiresAt: secondsFrom(now, launch.expiresInSeconds),
      applicationToken: launch.applicationToken,
    },
    { finished: admin.finished === true, isInstalling: true, now },
  )
  const bound = await mendBindings(access, portalId, clock, { pauses: patientPauses })
  if (!bound.ok) throw new Refusal('unavailable', bound.failure.code)
  await storeAdminAnswer(portalId, owner.userId, admin, now)
  return { portalId, events: bound.events }
}

/** Anybody of a portal may open the installer: where the app is installed, within the own share of the portal's requests. */
async function accessOf({ accessToken }: LaunchPayload, owner: TokenOwner): Promise<RestAccess> {
  const known = await findPortal(owner.memberId)
  const { clientEndpoint, userId } = owner
  const access = {
    clientEndpoint,
    accessToken,
    priority: 0,
    allowPrivate: mayBePrivate(env(), clientEndpoint),
  } as const
  if (!known || !admitsViewers(known.status)) return { ...access, portalId: null }
  return { ...access, portalId: known.portalId, userId, withinMs: askWithinMs }
}

/** @returns null where the portal has just said no to the same person and token. */
function askInstaller(access: RestAccess, userId: number, clock: Clock): Promise<AdminAnswer | null> {
  const { portalId } = access
  if (portalId === null) return askAdmin(access)
  // Until the portal says so it is an employee who asks, and no admin's screen waits for it.
  return askViewerAdmin({ ...access, portalId, userId, isAdmin: false }, clock, { isKept: false })
}
