import 'server-only'
import { maxListPages, mayGoOn } from '../bitrix24/list-rows.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { callRest } from '../bitrix24/rest-client.ts'
import { type EntityType, invoiceEntityTypeId, listTypes, readTypes } from '../bitrix24/smart-process.ts'
import { Refusal } from '../platform/refusal.ts'

/**
 * Everything on the portal whose creations can be followed: its smart processes, and invoices, which the CRM never lists.
 * Asked with an admin's own token.
 * @throws Refusal `unavailable` when the portal does not answer, `admin_only` when it denies the list.
 */
export async function listEntityTypes(access: RestAccess): Promise<EntityType[]> {
  const types = new Map<number, EntityType>()
  for (let page = 0; page < maxListPages; page += 1) {
    const { method, params } = listTypes(page)
    const answer = await callRest(access, method, params)
    const read = answer.ok ? readTypes(answer.result) : null
    if (!read) {
      const failure = answer.ok ? null : answer.failure
      throw new Refusal(failure?.kind === 'denied' ? 'admin_only' : 'unavailable', failure?.code ?? 'unreadable_types')
    }
    const goesOn = mayGoOn(read, ({ entityTypeId }) => types.has(entityTypeId))
    for (const type of read.rows) types.set(type.entityTypeId, type)
    if (!goesOn) break
  }
  return [...types.values(), { entityTypeId: invoiceEntityTypeId, typeId: null, title: '' }]
}
