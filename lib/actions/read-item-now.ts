import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { listAllStages } from '../bitrix24/list-all-stages.ts'
import { listByIds, type RemoteItem, readPage } from '../bitrix24/remote-item.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { type Command, callBatch } from '../bitrix24/rest-batch.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { listStages, readStagePage, type StageRow, stageEntityId } from '../bitrix24/stage-list.ts'
import { categoryOfStage } from './next-stage.ts'

export type ItemReading =
  /** `item` is null where the CRM shows the viewer no such item; `stages` are those of its category, where asked for. */
  | { readonly ok: true; readonly item: RemoteItem | null; readonly stages: readonly StageRow[] }
  | { readonly ok: false; readonly failure: RestFailure }

/** A person waits, and looking again costs little. */
export const readTimeoutMs = 10_000

const unreadable: RestFailure = { kind: 'unreachable', code: 'UNREADABLE_LIST' }

/**
 * The item as the CRM shows it to this viewer and, where it is expected in stage `from`, the stages of that stage's
 * category: one request, and more where those are many.
 */
export async function readItemNow(access: PortalAccess, key: ItemRef, from: string | null): Promise<ItemReading> {
  const commands = new Map<string, Command>([['item', listByIds(key.entityTypeId, [key.itemId])]])
  const entityId = from === null ? null : stageEntityId(key.entityTypeId, categoryOfStage(from))
  if (entityId !== null) commands.set('stages', listStages(entityId))
  const patient = { ...access, timeoutMs: readTimeoutMs }
  const answer = await callBatch(patient, commands)
  if (!answer.ok) return answer
  const items = readPage(answer.results.get('item'))?.items
  const failure = answer.failures.get('item') ?? unreadable
  const isHidden = failure.kind === 'denied' || failure.kind === 'not_found'
  if (!items && !isHidden) return { ok: false, failure }
  const item = items?.find(({ itemId }) => itemId === key.itemId) ?? null
  if (entityId === null || item === null) return { ok: true, item, stages: [] }
  const told = await listAllStages(patient, entityId, readStagePage(answer.results.get('stages')))
  return told.ok ? { ok: true, item, stages: told.stages } : told
}
