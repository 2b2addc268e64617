import 'server-only'
import { isFailure } from '../bitrix24/oauth.ts'
import { refreshTokens } from '../bitrix24/refresh-tokens.ts'
import type { Clock } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'
import { oauthConfig } from './oauth-config.ts'

const believedMs = 600_000
const maxServers = 100

/**
 * Whether an OAuth server takes our client id and secret: a refresh token that never was is then refused for itself
 * (`invalid_grant`), and not for who asks (settings/oauth/error-codes.md). A yes is believed for ten minutes.
 */
export async function checkClientCredentials(server: string, clock: Clock): Promise<boolean> {
  const accepted = once('accepted-by', () => recentMap<string, number>(maxServers))
  const nowMs = clock().getTime()
  if (nowMs - (accepted.get(server) ?? Number.NEGATIVE_INFINITY) < believedMs) return true
  const answer = await refreshTokens(oauthConfig(), { server, refreshToken: newId(), memberId: '', now: clock() })
  const isAccepted = isFailure(answer) && (answer.code === 'invalid_grant' || answer.code === 'bad_verification_code')
  if (isAccepted) accepted.set(server, nowMs)
  return isAccepted
}
