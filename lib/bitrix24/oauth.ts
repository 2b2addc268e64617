/** The app's own identity at the OAuth servers, and which servers may ever see its secret. */
export type OAuthConfig = {
  readonly clientId: string
  readonly clientSecret: string
  /** Origins, asked in this order. */
  readonly servers: readonly string[]
  readonly timeoutMs: number
  /** Whether the operator lets this address of a portal be on http. */
  readonly admitsHttp: (address: string) => boolean
}

/** What an OAuth server says of a token: the only source that install, launch and session believe. */
export type TokenOwner = {
  readonly memberId: string
  /** Host of the REST address, with its port unless that is the default one, lower case: by it the portal is known. */
  readonly domain: string
  /** REST address of the portal without trailing slash; a port and a path are part of it. */
  readonly clientEndpoint: string
  /** Every origin that the server calls the portal's own: that of the REST address first. */
  readonly origins: readonly string[]
  readonly userId: number
  readonly licenseStatus: string
  readonly scope: string
  readonly installed: boolean
  /** When the token itself ends; null where the server does not say. */
  readonly expiresAt: Date | null
  /** Origin of the server that answered. */
  readonly server: string
}

export type TokenPair = {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: Date
}

/** A server that answered with a refusal, or none that answered: only the first proves anything. */
export type OAuthFailure =
  | { readonly kind: 'not_confirmed'; readonly code: string }
  | { readonly kind: 'unreachable'; readonly code: string }

/** Whether the OAuth server declined or did not answer. */
export function isFailure(answer: object): answer is OAuthFailure {
  return 'kind' in answer
}
