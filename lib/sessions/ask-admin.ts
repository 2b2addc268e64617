import 'server-only'
import { adminQuestion, saysAdmin } from '../bitrix24/admin-question.ts'
import { appQuestion, readAppInfo } from '../bitrix24/app-info.ts'
import { refusalOf } from '../bitrix24/refusal-of.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { callBatch } from '../bitrix24/rest-batch.ts'
import { recordPaymentExpired } from '../portals/record-payment-expired.ts'
import { recordRefusal } from '../portals/record-refusal.ts'

export type AdminAnswer = {
  readonly isAdmin: boolean
  /** Whether the portal considers the installation finished; null when it did not say. */
  readonly finished: boolean | null
  /** The portal's plan, `de_ent250`; null when it did not say. */
  readonly license: string | null
  readonly isUnpaid: boolean
}

/**
 * Asks the portal, with the viewer's own token, whether the viewer is an admin and whether the installation is finished: one
 * request.
 * @throws Refusal `unavailable` when the portal does not answer, `unauthorized` when it does not take the token.
 */
export async function askAdmin(access: RestAccess): Promise<AdminAnswer> {
  const answer = await callBatch(access, new Map([adminQuestion, appQuestion]))
  if (!answer.ok) {
    if (access.portalId !== null) await recordRefusal({ portalId: access.portalId, tokenVersion: null }, answer.failure)
    throw refusalOf(answer.failure)
  }
  const { isFinished, license, isPaymentExpired } = readAppInfo(answer)
  const isUnpaid = isPaymentExpired === true
  if (isUnpaid && access.portalId !== null) await recordPaymentExpired(access.portalId)
  return { isAdmin: saysAdmin(answer) === true, finished: isFinished, license, isUnpaid }
}
