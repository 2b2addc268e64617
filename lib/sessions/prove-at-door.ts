import 'server-only'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import type { Clock } from '../platform/clock.ts'
import { type Knock, proofDoor } from './proof-door.ts'
import { proveToken } from './prove-token.ts'
import { proveViewer } from './prove-viewer.ts'

type Options = {
  /** Portals that never installed the app are refused unasked; the installer is the one who may come from them. */
  readonly ofInstalled: boolean
}

/**
 * Proves a sender at one of the doors that anybody may knock at, within what the sender's address and viewer may have asked.
 * @throws Refusal as `proveViewer` and `proveToken`, and `too_many_requests`.
 */
export function proveAtDoor(knock: Knock, { ofInstalled }: Options, clock: Clock): Promise<TokenOwner> {
  return proofDoor().pass(
    // Whoever makes up portals to install on waits behind others who do so, and takes no turns with portals that have the app.
    ofInstalled ? knock : { ...knock, memberId: '' },
    () => (ofInstalled ? proveViewer(knock, clock) : proveToken(knock)),
    viewerName,
  )
}

/** Who was proved, by what a session of ours says as well. */
export function viewerName({ domain, userId }: { domain: string; userId: number }): string {
  return `${domain} ${userId}`
}
