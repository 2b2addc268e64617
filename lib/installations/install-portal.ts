import 'server-only'
import type { LaunchPayload } from '../bitrix24/launch-payload.ts'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { Refusal } from '../platform/refusal.ts'
import { askAdmin, keepAdminAnswer } from './ask-admin.ts'
import { bindEvents } from './bind-events.ts'
import { storeInstallation } from './store-installation.ts'

/**
 * Installs the app on a proved portal: proves that the installer is an admin, stores the token chain, and binds what is
 * missing while unbinding what is stale (settings/app-installation, api-reference/events/event-bind.md). Idempotent.
 * @returns the portal's id.
 * @throws Refusal `admin_only` before anything is written, or `unavailable`.
 */
export async function installPortal(launch: LaunchPayload, owner: TokenOwner, clock: Clock): Promise<string> {
  const access = {
    portalId: null,
    clientEndpoint: owner.clientEndpoint,
    accessToken: launch.accessToken,
    priority: 0,
    allowPrivate: env().allowPrivatePortals,
  } as const
  const admin = await askAdmin(access)
  if (!admin.isAdmin) throw new Refusal('admin_only', 'installer_is_not_admin')
  const now = clock()
  const portalId = await storeInstallation(
    owner,
    {
      accessToken: launch.accessToken,
      refreshToken: launch.refreshToken,
      expiresAt: secondsFrom(now, launch.expiresInSeconds),
      applicationToken: launch.applicationToken,
    },
    { finished: admin.finished === true, installedAt: now },
  )
  await bindEvents(access)
  await keepAdminAnswer(portalId, owner.userId, admin, now)
  return portalId
}
