import 'server-only'
import { askTokenOwner } from '../bitrix24/ask-token-owner.ts'
import { isFailure, type OAuthFailure, type TokenOwner } from '../bitrix24/oauth.ts'
import { Refusal } from '../platform/refusal.ts'
import { oauthConfig } from '../tokens/oauth-config.ts'
import { isHostOf, otherAddress } from './frame-origin.ts'

/** What the sender says of itself, through a browser: compared with the proof, never used. */
export type Claim = { readonly accessToken: string; readonly memberId: string; readonly domain: string }

/**
 * Proves that a token is of our app, of the claimed portal, at an address that the OAuth server calls the portal's own, where the app
 * is installed.
 * @throws Refusal `not_proved`, `other_address`, `not_installed`, or `unavailable` when no OAuth server answers.
 */
export async function proveToken(claim: Claim): Promise<TokenOwner> {
  const owner = await askTokenOwner(oauthConfig(), claim.accessToken)
  if (isFailure(owner)) throw new Refusal(refusalOf(owner), owner.code)
  if (owner.memberId !== claim.memberId) throw new Refusal('not_proved', 'other_member')
  if (!owner.installed) throw new Refusal('not_installed', 'uninstalled')
  if (!isHostOf(owner, claim.domain)) throw otherAddress(owner)
  return owner
}

function refusalOf({ kind, code }: OAuthFailure): 'unavailable' | 'not_installed' | 'not_proved' {
  if (kind === 'unreachable') return 'unavailable'
  return code === 'not_installed' ? 'not_installed' : 'not_proved'
}
