import 'server-only'
import type { Priority } from '../bitrix24/request-queue.ts'
import { restBudget } from '../bitrix24/rest-budget.ts'

/** Waits until the portal's REST budget would let a request of the installation through. */
export async function waitForBudget(portalId: string, priority: Priority): Promise<void> {
  await restBudget({ portalId }).queue.wait(priority)
}
