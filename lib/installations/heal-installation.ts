import 'server-only'
import type { LaunchPayload } from '../bitrix24/launch-payload.ts'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { askAdmin } from './ask-admin.ts'
import type { InstallationStatus } from './installation.ts'
import { storeInstallation } from './store-installation.ts'

/**
 * Gives an installation whose token chain is broken the chain of the admin who opens the app now. Costs nothing while the
 * chain is whole.
 */
export async function healInstallation(
  status: InstallationStatus,
  launch: LaunchPayload,
  owner: TokenOwner,
  clock: Clock,
): Promise<void> {
  if (status !== 'REAUTH_REQUIRED' && status !== 'PAYMENT_REQUIRED') return
  const { accessToken, refreshToken, applicationToken } = launch
  const { isAdmin, finished } = await askAdmin({
    portalId: null,
    clientEndpoint: owner.clientEndpoint,
    accessToken,
    priority: 0,
    allowPrivate: env().allowPrivatePortals,
  })
  if (!isAdmin) return
  const expiresAt = secondsFrom(clock(), launch.expiresInSeconds)
  const credentials = { accessToken, refreshToken, expiresAt, applicationToken }
  await storeInstallation(owner, credentials, { finished, installedAt: null })
}
