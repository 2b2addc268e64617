import 'server-only'
import { listTotal } from '../bitrix24/remote-item.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { callBatch, maxCommands } from '../bitrix24/rest-batch.ts'
import type { EntityType } from '../bitrix24/smart-process.ts'

/** How many items of each type the CRM has; those that it does not tell of are left out. */
export async function countItems(
  access: RestAccess,
  types: readonly Pick<EntityType, 'entityTypeId'>[],
): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  for (let start = 0; start < types.length; start += maxCommands) {
    const page = types.slice(start, start + maxCommands)
    const answer = await callBatch(
      access,
      new Map(page.map(({ entityTypeId }) => [String(entityTypeId), listTotal(entityTypeId)])),
    )
    if (!answer.ok) break
    for (const [key, total] of answer.totals) if (Number.isSafeInteger(total)) counts.set(Number(key), total)
  }
  return counts
}
