import 'server-only'
import type { RestLimit } from '../bitrix24/rest-limit.ts'
import type { Transaction } from '../db/client.ts'

/** Gives a portal its shared REST budget, full, unless it has one. */
export async function createBudget(tx: Transaction, portalId: string, { burst, perSecond }: RestLimit): Promise<void> {
  await tx.$executeRaw`
    insert into rest_budget (portal_id, burst, per_second, tokens)
    values (${portalId}::uuid, ${burst}, ${perSecond}, ${burst}) on conflict (portal_id) do nothing`
}
