import 'server-only'
import { restLimit } from '../bitrix24/rest-limit.ts'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { changeLimit } from '../rest-budget/change-limit.ts'
import type { AdminAnswer } from './ask-admin.ts'

/** Stores the answer: it steers what is offered to the viewer and, for minutes, what the viewer sees. It opens no admin route. */
export async function storeAdminAnswer(
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
    if (answer.license !== null) await storeLicense(tx, portalId, answer.license)
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

/** The portal's REST limits depend on its plan. */
async function storeLicense(tx: Transaction, portalId: string, license: string): Promise<void> {
  const { count } = await tx.installation.updateMany({
    where: { portalId, license: { not: license } },
    data: { license },
  })
  if (count > 0) await changeLimit(tx, portalId, restLimit(license))
}
