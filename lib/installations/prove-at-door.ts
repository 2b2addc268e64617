import 'server-only'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import { requireInstallation } from './find-portal.ts'
import { type Knock, proofDoor } from './proof-door.ts'
import { proveToken } from './prove-token.ts'

type Options = {
  /** Portals that never installed the app are refused unasked; the installer is the one who may come from them. */
  readonly ofInstalled: boolean
}

/**
 * Proves a sender at one of the doors that anybody may knock at, within what the sender's address and viewer may have asked.
 * @throws Refusal as `proveToken` and `requireInstallation`, and `too_many_requests`.
 */
export function proveAtDoor(knock: Knock, { ofInstalled }: Options): Promise<TokenOwner> {
  return proofDoor().pass(
    // Whoever makes up portals to install on waits behind others who do so, and takes no turns with portals that have the app.
    ofInstalled ? knock : { ...knock, memberId: '' },
    async () => {
      if (ofInstalled) await requireInstallation(knock.memberId)
      return proveToken(knock)
    },
    ({ memberId, userId }) => viewerName(memberId, userId),
  )
}

export function viewerName(portal: string, userId: number): string {
  return `${portal} ${userId}`
}
