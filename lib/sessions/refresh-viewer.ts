import 'server-only'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import type { Clock } from '../platform/clock.ts'
import { askAdmin } from './ask-admin.ts'
import { storeAdminAnswer } from './store-admin-answer.ts'

/** Asks the portal about a viewer and keeps the answer. */
export async function refreshViewer(access: PortalAccess, userId: number, clock: Clock) {
  const answer = await askAdmin(access)
  await storeAdminAnswer(access.portalId, userId, answer, clock())
  return answer
}
