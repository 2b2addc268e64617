import 'server-only'
import { adminQuestion, saysAdmin } from '../bitrix24/admin-question.ts'
import { appQuestion, readAppInfo } from '../bitrix24/app-info.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { callBatch } from '../bitrix24/rest-batch.ts'
import { restLimit } from '../bitrix24/rest-limit.ts'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { Refusal } from '../platform/refusal.ts'
import { noteRefusal, noteUnpaid } from './note-refusal.ts'
import { openBudget } from './open-budget.ts'

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
    if (access.portalId !== null) await noteRefusal({ portalId: access.portalId, tokenVersion: null }, answer.failure)
    throw new Refusal(answer.failure.kind === 'token' ? 'unauthorized' : 'unavailable', answer.failure.code)
  }
  const { isFinished, license, isPaymentExpired } = readAppInfo(answer)
  const isUnpaid = isPaymentExpired === true
  if (isUnpaid && access.portalId !== null) await noteUnpaid(access.portalId)
  return { isAdmin: saysAdmin(answer) === true, finished: isFinished, license, isUnpaid }
}

/** Keeps the answer: it steers what is offered to the viewer and, for minutes, what the viewer sees. It opens no admin route. */
export async function keepAdminAnswer(
  portalId: string,
  userId: number,
  answer: Omit<AdminAnswer, 'isUnpaid'>,
  now: Date,
): Promise<void> {
  const mark = { isAdmin: answer.isAdmin, adminCheckedAt: now }
  const changed = await inPortal(portalId, async (tx) => {
    await tx.viewerState.upsert({
      where: { portalId_userId: { portalId, userId: BigInt(userId) } },
      create: { portalId, userId: BigInt(userId), ...mark },
      update: mark,
    })
    if (answer.license !== null) await keepLicense(tx, portalId, answer.license)
    if (answer.finished === null) return 0
    // A new version of the app is unfinished again until its installer has run.
    const { count } = await tx.installation.updateMany({
      where: { portalId, status: answer.finished ? 'NEW' : 'ACTIVE' },
      data: answer.finished ? { status: 'ACTIVE', finishedAt: now } : { status: 'NEW', finishedAt: null },
    })
    return count
  })
  // Before it was finished nothing was announced.
  if (changed > 0 && answer.finished) publishSignal({ kind: 'sweep', portalId })
}

/** The portal's REST limits depend on its plan. What its budget has left stays as it is. */
async function keepLicense(tx: Transaction, portalId: string, license: string): Promise<void> {
  const { count } = await tx.installation.updateMany({
    where: { portalId, license: { not: license } },
    data: { license },
  })
  if (count === 0) return
  const limit = restLimit(license)
  await openBudget(tx, portalId, limit)
  await tx.restBudget.updateMany({ where: { portalId }, data: limit })
}
