import 'server-only'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { inPortal } from '../db/in-portal.ts'
import { refusedStatus } from './confirmation.ts'

/**
 * Makes a refusal that does not pass by itself the installation's state, so that the next admin who opens the app heals it.
 * Only while the pair that was refused is still the stored one: a heal of a moment ago is not undone.
 */
export async function noteRefusal(portalId: string, tokenVersion: number, failure: RestFailure): Promise<void> {
  const status = refusedStatus(failure)
  if (!status) return
  await inPortal(portalId, (tx) =>
    tx.installation.updateMany({ where: { portalId, tokenVersion, status: 'ACTIVE' }, data: { status } }),
  )
}
