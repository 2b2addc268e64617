import 'server-only'
import { appQuestion, readAppInfo } from '../bitrix24/app-info.ts'
import { type Binding, boundQuestion, readBindings } from '../bitrix24/bindings.ts'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { listByIds, readIds } from '../bitrix24/remote-item.ts'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import { type Command, callBatch } from '../bitrix24/rest-batch.ts'
import { Refusal } from '../platform/refusal.ts'
import { recordPaymentExpired } from '../portals/record-payment-expired.ts'
import { recordRefusal } from '../portals/record-refusal.ts'
import type { ItemFacts } from './explain-item.ts'

/** What the portal says of the app right now; null for each part that it did not answer. */
export type PortalAnswer = {
  readonly bindings: Binding[] | null
  readonly isFinished: boolean | null
  readonly isPaymentExpired: boolean | null
  readonly item: ItemFacts['crm']
}

/**
 * Asks the portal in one request, with the token of the admin who asks us: what is bound, how the app stands, and whether one item exists.
 * @throws Refusal `unauthorized` when the portal does not take the token.
 */
export async function askPortal(access: RestAccess, item: ItemRef | null): Promise<PortalAnswer> {
  const commands = new Map<string, Command>([boundQuestion, appQuestion])
  if (item) commands.set('item', listByIds(item.entityTypeId, [item.itemId], ['id']))
  const answer = await callBatch(access, commands)
  if (!answer.ok && answer.failure.kind === 'token') throw new Refusal('unauthorized', answer.failure.code)
  const { portalId } = access
  if (!answer.ok && portalId !== null) await recordRefusal({ portalId, tokenVersion: null }, answer.failure)
  if (!answer.ok) return { bindings: null, isFinished: null, isPaymentExpired: null, item: 'silent' }
  const { isFinished, isPaymentExpired } = readAppInfo(answer)
  if (isPaymentExpired && portalId !== null) await recordPaymentExpired(portalId)
  return {
    bindings: readBindings(answer.results.get(boundQuestion[0])),
    isFinished,
    isPaymentExpired,
    item: readPresence(readIds(answer.results.get('item')), answer.failures.get('item')?.kind, item),
  }
}

/** A type that the CRM does not know has no items either; a list that was not answered says nothing. */
function readPresence(ids: number[] | null, failure: string | undefined, item: ItemRef | null): ItemFacts['crm'] {
  if (!item) return 'silent'
  if (ids) return ids.includes(item.itemId) ? 'exists' : 'missing'
  return failure === 'not_found' ? 'missing' : 'silent'
}
