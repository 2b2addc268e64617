import 'server-only'
import { seal } from '../platform/crypto.ts'
import { tokenBinding } from '../portals/installation-status.ts'
import { keyRing } from './key-ring.ts'

type Tokens = { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: Date }

/** The columns of a token pair: sealed for this portal and column, so that a row of another one cannot be opened with them. */
export function sealTokens(portalId: string, tokens: Tokens) {
  return {
    accessTokenSealed: seal(keyRing(), tokens.accessToken, tokenBinding(portalId, 'access')),
    refreshTokenSealed: seal(keyRing(), tokens.refreshToken, tokenBinding(portalId, 'refresh')),
    accessExpiresAt: tokens.expiresAt,
  }
}
