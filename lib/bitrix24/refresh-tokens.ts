import 'server-only'
import { z } from 'zod'
import { askServer, refusalCode } from './ask-server.ts'
import type { OAuthConfig, OAuthFailure, TokenPair } from './oauth.ts'

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires: z.coerce.number().optional(),
  expires_in: z.coerce.number().positive().default(3600),
  member_id: z.string(),
})

/**
 * Exchanges a refresh token for a new pair (settings/oauth/auto-renewal.md); the old pair is spent afterwards.
 * Only `server`, which must be on the allow-list, ever sees the client secret. The portal is checked by `memberId`.
 */
export async function refreshTokens(
  config: OAuthConfig,
  { server, refreshToken, memberId, now }: { server: string; refreshToken: string; memberId: string; now: Date },
): Promise<TokenPair | OAuthFailure> {
  if (!config.servers.includes(server)) return { kind: 'not_confirmed', code: 'server_not_allowed' }
  const answer = await askServer(config, `${server}/oauth/token/`, {
    grant_type: 'refresh_token',
    client_id: config.clientId,
    client_secret: config.clientSecret,
    refresh_token: refreshToken,
  })
  const parsed = tokenSchema.safeParse(answer)
  if (!parsed.success) {
    const code = refusalCode(answer)
    return code ? { kind: 'not_confirmed', code } : { kind: 'unreachable', code: 'no_answer' }
  }
  if (parsed.data.member_id !== memberId) return { kind: 'not_confirmed', code: 'other_portal' }
  return {
    accessToken: parsed.data.access_token,
    refreshToken: parsed.data.refresh_token,
    // `expires` is sometimes missing; the lifetime is counted on our clock either way.
    expiresAt: new Date(now.getTime() + parsed.data.expires_in * 1000),
  }
}
