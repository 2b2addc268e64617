import 'server-only'
import { EncryptJWT, importJWK, jwtDecrypt } from 'jose'
import { z } from 'zod'
import { deriveKey } from '../platform/crypto.ts'
import { env } from '../platform/env.ts'
import { once } from '../platform/once.ts'

/** Who is calling, proved when the token was minted. `accessToken` is the viewer's own for the portal; it is stored nowhere. */
export type SessionClaims = {
  readonly portalId: string
  readonly domain: string
  readonly clientEndpoint: string
  readonly userId: number
  readonly language: string
  readonly accessToken: string
}

const sessionSeconds = 15 * 60
/** A session never outlives the viewer's portal token: it would be let in and then be shown nothing. */
const endBeforeTokenSeconds = 10

const claimsSchema = z.object({
  portalId: z.uuid(),
  domain: z.string(),
  clientEndpoint: z.string(),
  userId: z.number().int().positive(),
  language: z.string(),
  accessToken: z.string(),
})

/** Seals the claims as a JWE (`dir`, A256GCM) that ends after 15 minutes, or with the portal token that ends at `tokenEndsAt`. */
export async function sealSession(
  claims: SessionClaims,
  tokenEndsAt: Date | null,
  now: Date,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = Math.floor(now.getTime() / 1000)
  const endsAt = sessionEnd(tokenEndsAt, issuedAt)
  const token = await new EncryptJWT({ ...claims })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setIssuedAt(issuedAt)
    .setExpirationTime(endsAt)
    .setAudience('frame')
    .encrypt(await sessionKey())
  return { token, expiresAt: new Date(endsAt * 1000) }
}

/** Both in seconds since 1970. */
function sessionEnd(tokenEndsAt: Date | null, issuedAt: number): number {
  const usual = issuedAt + sessionSeconds
  if (!tokenEndsAt) return usual
  return Math.min(usual, Math.floor(tokenEndsAt.getTime() / 1000) - endBeforeTokenSeconds)
}

/** The claims, the beginning and the end of a token of ours, or null for anything else: expired, another algorithm, another key. */
export async function openSession(
  token: string,
  now: Date,
): Promise<{ claims: SessionClaims; issuedAt: Date; expiresAt: Date } | null> {
  try {
    const { payload } = await jwtDecrypt(token, await sessionKey(), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      audience: 'frame',
      currentDate: now,
      requiredClaims: ['exp', 'iat'],
    })
    const moment = (seconds: number | undefined) => new Date((seconds ?? 0) * 1_000)
    return { claims: claimsSchema.parse(payload), issuedAt: moment(payload.iat), expiresAt: moment(payload.exp) }
  } catch {
    return null
  }
}

function sessionKey() {
  return once('session-key', () =>
    importJWK({ kty: 'oct', k: deriveKey(env().sessionSecret, 'frame session').toString('base64url') }, 'A256GCM'),
  )
}
