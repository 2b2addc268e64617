import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose'
import { deriveKey } from '#lib/platform/crypto.ts'

const keyOf = (secret: string) => new Uint8Array(deriveKey(secret, 'frame session'))

/**
 * A session token of the app made anew with other contents, as only its owner's secret allows.
 * @param changes.secret another key than the app's.
 * @param changes.expiresInSeconds from now; negative for one that has expired.
 */
export async function resealSession(
  token: string,
  appSecret: string,
  changes: { secret?: string; expiresInSeconds?: number; claims?: JWTPayload; audience?: string },
): Promise<string> {
  const { payload } = await jwtDecrypt(token, keyOf(appSecret))
  const { secret = appSecret, expiresInSeconds = 900, claims = {}, audience = 'frame' } = changes
  const now = Math.floor(Date.now() / 1000)
  return new EncryptJWT({ ...payload, ...claims })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setIssuedAt(now)
    .setExpirationTime(now + expiresInSeconds)
    .setAudience(audience)
    .encrypt(keyOf(secret))
}
