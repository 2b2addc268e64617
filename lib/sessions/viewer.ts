/** A person in the frame, proved by the OAuth server. `isAdmin` steers what is offered; admin routes ask Bitrix24 again. */
export type Viewer = {
  readonly userId: number
  readonly name: string
  readonly isAdmin: boolean
  readonly language: string
}

/** What the granted scope lets the app offer: changing items in the CRM, and Bitrix24's own notifications. */
export type Abilities = { readonly act: boolean; readonly bell: boolean }

/** @param scope as an OAuth server tells it, comma separated. */
export function abilitiesOf(scope: string): Abilities {
  const granted = new Set(scope.split(/[\s,]+/))
  return { act: granted.has('crm'), bell: granted.has('im') }
}

/** The answer of `POST /api/session`, and what the hand-off page passes in the address's fragment as base64url JSON. */
export type FrameSession = {
  readonly token: string
  readonly expiresAt: string
  readonly viewer: Viewer
  /** `address` is where the portal's pages are: a link to an item begins with it. */
  readonly portal: { readonly domain: string; readonly address: string }
  readonly abilities: Abilities
}
