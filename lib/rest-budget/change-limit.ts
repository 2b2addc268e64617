import 'server-only'
import type { RestLimit } from '../bitrix24/rest-limit.ts'
import type { Transaction } from '../db/client.ts'
import { createBudget } from './create-budget.ts'

/** The portal has another plan. What its budget has left stays as it is. */
export async function changeLimit(tx: Transaction, portalId: string, limit: RestLimit): Promise<void> {
  await createBudget(tx, portalId, limit)
  await tx.restBudget.updateMany({ where: { portalId }, data: limit })
}
