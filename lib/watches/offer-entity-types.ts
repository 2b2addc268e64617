import 'server-only'
import { listNone } from '../bitrix24/remote-item.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { callRest } from '../bitrix24/rest-client.ts'
import { type EntityType, invoiceEntityTypeId } from '../bitrix24/smart-process.ts'
import { listEntityTypes } from './list-entity-types.ts'

/**
 * What an admin may tick: all that can be followed, but invoices only where the portal has them. An older one does not, or has not been
 * switched over to them (api-reference/crm/universal/invoice.md). Only the CRM's word that there are none leaves them out.
 * @throws Refusal as `listEntityTypes`.
 */
export async function offerEntityTypes(access: RestAccess): Promise<EntityType[]> {
  const [types, hasInvoices] = await Promise.all([listEntityTypes(access), askInvoices(access)])
  return hasInvoices ? types : types.filter(({ entityTypeId }) => entityTypeId !== invoiceEntityTypeId)
}

async function askInvoices(access: RestAccess): Promise<boolean> {
  const { method, params } = listNone(invoiceEntityTypeId)
  const answer = await callRest(access, method, params)
  return answer.ok || answer.failure.kind !== 'not_found'
}
