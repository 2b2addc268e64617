import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { type Asker, askViewerAdmin } from './ask-viewer-admin.ts'

/**
 * Whether the portal says, now and to this viewer's own token, that the viewer is an admin. A "yes" is asked each time; a "no" costs
 * nothing while it is fresh, so that nobody uses up a portal's requests by being refused. Only who was an admin lately is somebody
 * whose screen waits for the answer.
 * @throws Refusal `unavailable` when the portal does not answer, `unauthorized` when it does not take the token.
 */
export async function proveAdmin(viewer: Asker, clock: Clock): Promise<boolean> {
  return (await askViewerAdmin(viewer, clock))?.isAdmin === true
}
