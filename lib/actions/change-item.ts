import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { type ItemFields, readUpdated, readWriteFailure, updateItem } from '../bitrix24/item-write.ts'
import type { RemoteItem } from '../bitrix24/remote-item.ts'
import { callRest } from '../bitrix24/rest-client.ts'
import type { StageRow } from '../bitrix24/stage-list.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { type Attempt, declineReason } from './attempt.ts'
import { type Change, isAsWanted, seenStage } from './change.ts'
import { lookAtItem } from './look-at-item.ts'
import { nameItem } from './name-item.ts'
import { nextStage } from './next-stage.ts'
import { readItemNow } from './read-item-now.ts'

/**
 * Takes an item, or moves it one stage, with the viewer's own rights: looks first, writes once, and looks again where the
 * write was not answered. What already stands as wanted is not written.
 */
export async function changeItem(viewer: ViewerAccess, key: ItemRef, change: Change): Promise<Attempt> {
  const before = await readItemNow(viewer, key, seenStage(change))
  if (!before.ok) return { outcome: 'not_sent', failure: before.failure }
  const { item, stages } = before
  if (!item) return { outcome: 'refused', reason: 'gone', now: null }
  const now = (told: RemoteItem) => nameItem(viewer.portalId, told, stages)
  if (isAsWanted(viewer, change, item)) return { outcome: 'done', now: await now(item) }
  if (!isAsSeen(change, item, stages)) return { outcome: 'refused', reason: 'changed', now: await now(item) }
  const { method, params } = updateItem(key.entityTypeId, key.itemId, fieldsOf(viewer, change))
  const answer = await callRest(viewer, method, params)
  if (answer.ok) return { outcome: 'done', now: await now(readUpdated(answer.result) ?? item) }
  switch (readWriteFailure(answer.failure)) {
    case 'not_sent':
      return { outcome: 'not_sent', failure: answer.failure }
    case 'refused':
      return { outcome: 'refused', reason: declineReason(answer.failure), now: await now(item) }
    case 'unknown':
      return lookAtItem(viewer, key, change)
  }
}

/** A stage is moved only from where the viewer saw the item, and only to the one that follows. */
function isAsSeen(change: Change, item: RemoteItem, stages: readonly StageRow[]): boolean {
  if (change.kind === 'take') return true
  return item.stageId === change.from && nextStage(stages, change.from)?.id === change.to
}

function fieldsOf({ userId }: ViewerAccess, change: Change): ItemFields {
  return change.kind === 'take' ? { assignedById: userId } : { stageId: change.to }
}
